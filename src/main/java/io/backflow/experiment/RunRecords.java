package io.backflow.experiment;

import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.gradient.GradientRecord;
import io.backflow.record.ClippingFormat;
import io.backflow.record.GradientFormat;
import io.backflow.record.JsonLines;
import io.backflow.record.RecordSink;
import io.backflow.record.Row;
import io.backflow.recurrent.layer.ThroughTimeRecord;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The files to which a run adds lines as it trains: {@code metrics.jsonl}, {@code gradients.jsonl}, {@code clipping.jsonl}. */
final class RunRecords implements AutoCloseable {

    private final RecordSink metrics;
    private final RecordSink gradients;
    private final RecordSink clipping;
    private final int every;
    private long nextLoss;

    /** Opens the files; losses are written every so many updates. */
    RunRecords(RunDirectory directory, int every) {
        this.metrics = JsonLines.create(directory.file("metrics.jsonl"));
        this.gradients = JsonLines.create(directory.file("gradients.jsonl"));
        this.clipping = JsonLines.create(directory.file("clipping.jsonl"));
        this.every = every;
    }

    Consumer<GradientRecord> gradients() {
        return gradients.accepting(new GradientFormat());
    }

    /** Takes what was done to every update, and writes it where something was done. */
    Consumer<ClippingRecord> clips() {
        ClippingFormat format = new ClippingFormat();
        return clip -> {
            if (clip.action() != Action.UNCHANGED) {
                clipping.write(format, clip);
            }
        };
    }

    /** Takes what clipping through time did in every backward pass, and writes it where something was clipped, if it is time. */
    void throughTime(ThroughTimeRecord pass) {
        if (pass.clipped() > 0 && pass.iteration() % every == 0) {
            clipping.write(Row.builder()
                    .with("record", "throughTime")
                    .with("update", pass.iteration())
                    .with("epoch", pass.epoch())
                    .with("layer", BackwardInterventions.nameOf(pass.layer()))
                    .with("considered", pass.considered())
                    .with("clipped", pass.clipped())
                    .with("nonFinite", pass.nonFinite())
                    .with("stepsClipped", pass.stepsClipped())
                    .norm("largestBefore", pass.largestBefore())
                    .norm("largestAfter", pass.largestAfter())
                    .build());
        }
    }

    /**
     * Writes the loss of the last minibatch, if it is time.
     *
     * @param measured what else was measured in it, by name
     */
    void loss(MultiLayerNetwork network, Map<String, Double> measured) {
        if (network.getIterationCount() > nextLoss) {
            nextLoss = network.getIterationCount() - 1L + every;
            Row.Builder row = head(network, "training")
                    .with("loss", network.score())
                    .with("lossScale", "sum over time steps, mean over sequences");
            measured.forEach(row::with);
            metrics.write(row.build());
        }
    }

    /** Writes the figures of an evaluation. */
    void evaluation(MultiLayerNetwork network, String split, Map<String, Double> figures) {
        Row.Builder row = head(network, split);
        figures.forEach(row::with);
        metrics.write(row.build());
        metrics.flush();
    }

    private static Row.Builder head(MultiLayerNetwork network, String split) {
        return Row.builder()
                .with("record", "metrics")
                .with("updates", network.getIterationCount())
                .with("epoch", network.getEpochCount())
                .with("split", split);
    }

    @Override
    public void close() {
        try (metrics;
                gradients;
                clipping) {
            // closes all three, whichever of them fails
        }
    }
}
