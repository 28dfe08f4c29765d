// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.flow.FlowRecord;
import io.backflow.gradient.GradientRecord;
import io.backflow.record.ClippingFormat;
import io.backflow.record.FlowFormat;
import io.backflow.record.GradientFormat;
import io.backflow.record.JsonLines;
import io.backflow.record.RecordSink;
import io.backflow.record.ThroughTimeFormat;
import io.backflow.record.internal.MetricsFormat;
import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.store.internal.AtomicFiles;
import io.backflow.store.internal.Resumable;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.SavedValues;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;

/**
 * The files to which a run adds lines as it trains: {@code metrics.jsonl}, {@code gradients.jsonl},
 * {@code clipping.jsonl}, and {@code flow.jsonl} if the flow through time is recorded.
 */
public final class RunRecords implements Resumable, AutoCloseable {

    private static final String NEXT_LOSS = "nextLoss";

    private static final ThroughTimeFormat THROUGH_TIME = new ThroughTimeFormat();
    private static final MetricsFormat METRICS = new MetricsFormat();

    private final RunDirectory directory;
    private final Map<String, RecordSink> files = new LinkedHashMap<>();
    private final RecordSink metrics;
    private final RecordSink gradients;
    private final RecordSink clipping;
    private final @Nullable RecordSink flow;
    private final int every;
    private long nextLoss;

    /**
     * Opens the files.
     *
     * @param every losses are written every so many updates
     * @param withFlow whether the flow through time is recorded
     * @param goesOn whether the files keep what is in them, up to where {@link #restore} then cuts them
     */
    RunRecords(RunDirectory directory, int every, boolean withFlow, boolean goesOn) {
        this.directory = directory;
        this.metrics = open("metrics.jsonl", goesOn);
        this.gradients = open("gradients.jsonl", goesOn);
        this.clipping = open("clipping.jsonl", goesOn);
        this.flow = withFlow ? open("flow.jsonl", goesOn) : null;
        this.every = every;
    }

    private RecordSink open(String name, boolean goesOn) {
        RecordSink file = goesOn ? JsonLines.append(directory.file(name)) : JsonLines.create(directory.file(name));
        files.put(name, file);
        return file;
    }

    /** Returns the length of each file in bytes; so much of it is on the disk then. */
    @Override
    public Map<String, double[]> state() {
        Map<String, double[]> state = new LinkedHashMap<>();
        state.put(NEXT_LOSS, new double[] {nextLoss});
        files.forEach((name, file) -> {
            file.flush();
            state.put(name, new double[] {AtomicFiles.syncedLength(directory.file(name))});
        });
        return state;
    }

    /** Cuts off the rows that were written after the state was. */
    @Override
    public void restore(Map<String, double[]> state) {
        nextLoss = SavedValues.count(state, NEXT_LOSS);
        files.keySet().forEach(name -> AtomicFiles.cut(directory.file(name), SavedValues.count(state, name)));
    }

    Consumer<GradientRecord> gradients() {
        return gradients.accepting(new GradientFormat());
    }

    /**
     * Takes what was done to every update, and writes it where something was done, in a short row of some 250 bytes; of
     * sampled updates it writes all that is known, whether or not something was done.
     */
    Consumer<ClippingRecord> clips() {
        ClippingFormat format = new ClippingFormat();
        return clip -> {
            if (clip.isSampled() || clip.action() != Action.UNCHANGED) {
                clipping.write(format, clip);
            }
        };
    }

    /** Takes how gradients flowed, and writes it if the run records that. */
    Consumer<FlowRecord> flow() {
        FlowFormat format = new FlowFormat();
        return record -> {
            if (flow != null) {
                flow.write(format, record);
            }
        };
    }

    /**
     * Takes what clipping through time did in every backward pass, and writes it where something was clipped, if it is
     * time.
     */
    void throughTime(ThroughTimeClipping.ThroughTimeRecord pass) {
        if (pass.clipped() > 0 && pass.iteration() % every == 0) {
            clipping.write(THROUGH_TIME, pass);
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
            metrics.write(METRICS, loss.metrics(network, measured));
        }
    }

    /** Writes what an evaluation found. */
    void evaluation(MultiLayerNetwork network, String split, Findings found) {
        metrics.write(METRICS, found.metrics(network, split));
        metrics.flush();
    }

    @Override
    public void close() {
        RecordSink.all(files.values().toArray(RecordSink[]::new)).close(); // all, whichever of them fails
    }
}
