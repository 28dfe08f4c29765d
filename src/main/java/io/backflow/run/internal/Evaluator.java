// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.data.SequenceData;
import io.backflow.result.internal.Metric;
import io.backflow.result.internal.RunSummary;
import io.backflow.run.internal.score.ClassTotals;
import io.backflow.run.internal.score.Confusion;
import io.backflow.run.internal.score.NumberTotals;
import io.backflow.run.internal.score.TaskLoss;
import io.backflow.run.internal.score.Totals;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.longer.MatchCondition;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * Evaluates a network on a split, with one forward pass a batch; DL4J counts classes, {@link TaskLoss} adds up losses.
 *
 * <p>Gives {@code loss}, the mean over all labelled sequences or time steps; for classes {@code accuracy} and what its
 * {@code ClassCounts} count, and where every step has one {@code bitsPerStep} and {@code perplexity}; for numbers
 * {@code mse} and what its {@code NumberMoments} have, and {@code withinTolerance} where the task names a tolerance;
 * for forecasts {@code mse}, {@code mae} and {@code mase} in the units of the data; for labels of steps
 * {@code natsPerStep} and {@code frameAccuracy}. Where steps recall, {@code recallAccuracy} is that of these steps and
 * {@code sequencesRight} the share of sequences in which they all are right. {@code success} is 1 if fewer sequences
 * are wrong than the task allows, else 0.
 */
public final class Evaluator {

    private final SequenceData data;

    public Evaluator(SequenceData data) {
        this.data = data;
    }

    /** Returns the metric by which runs on this data are compared. */
    static Metric metricOf(SequenceData data) {
        return data.comparedBy().map(Metric::of).orElseGet(() -> metricOf(data.objective(), data.recalledSteps() > 0));
    }

    private static Metric metricOf(SequenceData.Objective objective, boolean recalls) {
        return switch (objective) {
            case CLASSIFY_SEQUENCE -> Metric.ACCURACY;
            case CLASSIFY_STEPS -> recalls ? Metric.RECALL_ACCURACY : Metric.BITS_PER_STEP;
            case REGRESS_SEQUENCE, REGRESS_STEPS -> Metric.MEAN_SQUARED_ERROR;
            case LABEL_STEPS -> Metric.NATS_PER_STEP;
        };
    }

    /**
     * Returns what the network shows on a split.
     *
     * @param cancellation stops the evaluation between batches
     */
    public Findings evaluate(MultiLayerNetwork network, DataSetIterator split, Cancellation cancellation) {
        Totals totals = data.objective().classifies() ? new ClassTotals(data) : new NumberTotals(data);
        long sequences = 0;
        long outputs = 0;
        long nonFinite = 0;
        network.rnnClearPreviousState();
        while (split.hasNext()) {
            DataSet batch = split.next();
            INDArray output = output(network, batch);
            if (cancellation.isRequested()) {
                network.rnnClearPreviousState();
                return new Findings(Map.of(), totals.loss(), 0, 0, 0, false, null);
            }
            sequences += batch.numExamples();
            outputs += output.length();
            nonFinite += nonFinite(output);
            if (nonFinite == 0) {
                totals.add(batch.getLabels(), output, batch.getLabelsMaskArray());
            }
        }
        network.rnnClearPreviousState();
        Map<String, Double> figures = nonFinite == 0 ? figures(totals) : Map.of();
        Confusion confusion = nonFinite == 0 ? totals.confusion().orElse(null) : null;
        return new Findings(figures, totals.loss(), sequences, outputs, nonFinite, true, confusion);
    }

    /** A stream goes on from the state in which its last batch ended. */
    private INDArray output(MultiLayerNetwork network, DataSet batch) {
        return data.streamSteps() > 0
                ? network.rnnTimeStep(batch.getFeatures())
                : network.output(batch.getFeatures(), false, batch.getFeaturesMaskArray(), batch.getLabelsMaskArray());
    }

    /** A sum that overflows says nothing of what is in it, so each output is looked at. */
    private static long nonFinite(INDArray output) {
        return Nd4j.getExecutioner()
                .exec(new MatchCondition(output, Conditions.notFinite()))
                .getLong(0);
    }

    private Map<String, Double> figures(Totals totals) {
        Map<String, Double> figures = totals.figures();
        data.successError()
                .ifPresent(most -> figures.put(RunSummary.SUCCESS, 1 - totals.shareRight() < most ? 1.0 : 0.0));
        return figures;
    }
}
