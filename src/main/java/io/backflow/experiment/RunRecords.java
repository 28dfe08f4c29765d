package io.backflow.experiment;

import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.gradient.GradientRecord;
import io.backflow.record.ClippingFormat;
import io.backflow.record.GradientFormat;
import io.backflow.record.JsonLines;
import io.backflow.record.RecordSink;
import io.backflow.record.Row;
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

    /** Writes the loss of the last minibatch, if it is time. */
    void loss(MultiLayerNetwork network) {
        if (network.getIterationCount() > nextLoss) {
            nextLoss = network.getIterationCount() - 1L + every;
            metrics.write(head(network, "training")
                    .with("loss", network.score())
                    .with("lossScale", "sum over time steps, mean over sequences")
                    .build());
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
