// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.RecordingConfig;
import io.backflow.flow.FlowRecord;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.MeasuredRecord;
import io.backflow.gradient.internal.Closing;
import io.backflow.record.ClippingFormat;
import io.backflow.record.FlowFormat;
import io.backflow.record.GradientFormat;
import io.backflow.record.JsonLines;
import io.backflow.record.MeasuredFormat;
import io.backflow.record.RecordFormat;
import io.backflow.record.RecordSink;
import io.backflow.record.Row;
import io.backflow.record.SinkConfig;
import io.backflow.record.ThroughTimeFormat;
import io.backflow.record.internal.MetricsFormat;
import io.backflow.record.internal.RecordKind;
import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.AtomicFiles;
import io.backflow.store.internal.Resumable;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.SavedValues;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The files to which a run adds lines as it trains: {@code metrics.jsonl}, {@code gradients.jsonl},
 * {@code clipping.jsonl}, {@code flow.jsonl} if the flow through time is recorded and {@code measured.jsonl} if
 * quantities of gradients are; and the sinks that get the same records besides.
 */
public final class RunRecords implements Resumable, AutoCloseable {

    private static final String NEXT_LOSS = "nextLoss";

    private static final ThroughTimeFormat THROUGH_TIME = new ThroughTimeFormat();
    private static final MetricsFormat METRICS = new MetricsFormat();

    private final RunDirectory directory;
    private final Map<String, RecordSink> files = new LinkedHashMap<>();
    private final NamedSinks sinks;
    private final int every;
    private long nextLoss;

    /**
     * Opens the files.
     *
     * @param recording how often losses are written, and to which sinks besides
     * @param kinds what the run writes
     * @param run whose records they are; if it goes on, the files keep what is in them, up to where {@link #restore}
     *     then cuts them
     */
    RunRecords(RunDirectory directory, RecordingConfig recording, Set<RecordKind> kinds, SinkConfig.Run run) {
        this.directory = directory;
        this.every = recording.every();
        Set<RecordKind> inOrder = EnumSet.copyOf(kinds);
        try {
            boolean goesOn = run.resumedAfter().isPresent();
            inOrder.forEach(kind -> files.computeIfAbsent(kind.file(), name -> open(name, goesOn)));
            this.sinks = new NamedSinks(recording.moreSinks(), run, inOrder);
        } catch (RuntimeException e) {
            throw Closing.after(e, List.copyOf(files.values()));
        }
    }

    private RecordSink open(String name, boolean goesOn) {
        return goesOn ? JsonLines.append(directory.file(name)) : JsonLines.create(directory.file(name));
    }

    /** Returns what a job writes. */
    static Set<RecordKind> kinds(JobConfig job, boolean withFlow) {
        Set<RecordKind> kinds = EnumSet.of(RecordKind.METRICS, RecordKind.GRADIENTS, RecordKind.CLIPPING);
        if (job.clipping().throughTime() != null) {
            kinds.add(RecordKind.THROUGH_TIME);
        }
        if (withFlow) {
            kinds.add(RecordKind.FLOW);
        }
        if (!job.settings().recording().ofGradients().isEmpty()) {
            kinds.add(RecordKind.MEASURED);
        }
        return kinds;
    }

    private <T> void write(RecordKind kind, RecordFormat<? super T> format, T record) {
        RecordSink file = files.get(kind.file());
        if (file != null) {
            file.write(format, record);
            sinks.write(kind, format, record);
        }
    }

    /** Returns the length of each file in bytes. */
    @Override
    public Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        state.put(NEXT_LOSS, new double[] {nextLoss});
        files.forEach((name, sink) -> {
            sink.flush();
            state.put(name, new double[] {AtomicFiles.length(directory.file(name))});
        });
        state.putAll(sinks.state());
        return state;
    }

    @Override
    public List<Path> measuredFiles() {
        return Stream.concat(files.keySet().stream().map(directory::file), sinks.files().stream())
                .toList();
    }

    /** Cuts off the rows that were written after the state was. */
    @Override
    public void restore(Map<String, double[]> state) {
        nextLoss = SavedValues.count(state, NEXT_LOSS);
        files.keySet().forEach(name -> AtomicFiles.cut(directory.file(name), SavedValues.count(state, name)));
        sinks.restore(state);
    }

    Consumer<GradientRecord> gradients() {
        return accepting(RecordKind.GRADIENTS, new GradientFormat());
    }

    /**
     * Takes what was done to every update, and writes it where something was done, or examples were named, in a short row
     * of some 250 bytes; of sampled updates it writes all that is known, whether or not something was done.
     */
    Consumer<ClippingRecord> clips() {
        ClippingFormat format = new ClippingFormat();
        return clip -> {
            if (clip.isSampled()
                    || clip.action() != Action.UNCHANGED
                    || !clip.miniBatch().largest().isEmpty()) {
                write(RecordKind.CLIPPING, format, clip);
            }
        };
    }

    /** Takes how gradients flowed, and writes it if the run records that. */
    Consumer<FlowRecord> flow() {
        return accepting(RecordKind.FLOW, new FlowFormat());
    }

    /** Takes what quantities measured of gradients, and writes it if the run records that. */
    Consumer<MeasuredRecord> measured() {
        return accepting(RecordKind.MEASURED, new MeasuredFormat());
    }

    private <T> Consumer<T> accepting(RecordKind kind, RecordFormat<? super T> format) {
        return record -> write(kind, format, record);
    }

    /**
     * Takes what clipping through time did in every backward pass, and writes it where something was clipped, if it is
     * time.
     */
    void throughTime(ThroughTimeClipping.ThroughTimeRecord pass) {
        if (pass.clipped() > 0 && pass.iteration() % every == 0) {
            write(RecordKind.THROUGH_TIME, THROUGH_TIME, pass);
        }
    }

    /**
     * Writes the loss of the last minibatch, if it is time.
     *
     * @param measured what else was measured in it, by name
     */
    void loss(MultiLayerNetwork network, MiniBatchLoss loss, Map<String, Double> measured) {
        if (network.getIterationCount() > nextLoss) {
            nextLoss = network.getIterationCount() - 1L + every;
            write(RecordKind.METRICS, METRICS, loss.metrics(network, measured));
        }
    }

    /** Writes what an evaluation found. */
    void evaluation(MultiLayerNetwork network, String split, Findings found) {
        write(RecordKind.METRICS, METRICS, found.metrics(network, split));
        Objects.requireNonNull(files.get(RecordKind.METRICS.file())).flush();
        sinks.flush(RecordKind.METRICS);
    }

    /** Tells the sinks that know runs how this one ended. */
    void ended(RunSummary summary) {
        Row.Builder row = Row.builder()
                .with("record", "ending")
                .with("updates", summary.updates())
                .with("status", summary.status().key())
                .with("reason", summary.reason());
        Row.Builder figures = Row.builder();
        summary.figures().forEach(figures::with);
        sinks.end(row.with("figures", figures.build()).build());
    }

    @Override
    public void close() {
        List<RecordSink> all = new ArrayList<>(files.values());
        all.addAll(sinks.all());
        RecordSink.all(all.toArray(RecordSink[]::new)).close(); // all, whichever of them fails
    }
}
