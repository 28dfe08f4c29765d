// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.data.SequenceData;
import io.backflow.model.internal.InDouble;
import io.backflow.record.internal.MetricsRecord;
import io.backflow.result.internal.Metric;
import io.backflow.result.internal.RunSummary;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce.longer.MatchCondition;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.conditions.Conditions;

/**
 * Evaluates a network on a split, with one forward pass a batch; DL4J counts classes, {@link TaskLoss} adds up losses.
 *
 * <p>Gives {@code loss}, the mean over all labelled sequences or time steps; for classes {@code accuracy}, and where
 * every step has one {@code bitsPerStep}; for numbers {@code mse}, and {@code withinTolerance} where the task names a
 * tolerance. Where steps recall, {@code recallAccuracy} is that of these steps and {@code sequencesRight} the share of
 * sequences in which they all are right. {@code success} is 1 if fewer sequences are wrong than the task allows, else
 * 0.
 */
public final class Evaluator {

    private static final String NON_FINITE = "nonFiniteOutputs";

    private final SequenceData data;

    public Evaluator(SequenceData data) {
        this.data = data;
    }

    /**
     * What a network shows on a split.
     *
     * @param figures by name; none if an output is not finite, or if the evaluation was stopped
     * @param loss what the figure {@code loss} is made of
     * @param sequences how many there are in the split
     * @param outputs how many numbers the network gave
     * @param nonFinite how many of them are NaN or infinite
     * @param complete whether it came to the end; if not, nothing is said
     */
    public record Findings(
            Map<String, Double> figures,
            TaskLoss loss,
            long sequences,
            long outputs,
            long nonFinite,
            boolean complete) {

        /** Returns the figures, or in place of them how many outputs are not finite. */
        Map<String, Double> figuresOrNonFinite() {
            return nonFinite == 0 ? figures : Map.of(NON_FINITE, (double) nonFinite);
        }

        /** Returns the figures and what they are made of, or why there are none. */
        MetricsRecord metrics(MultiLayerNetwork network, String split) {
            return new MetricsRecord(
                    network.getIterationCount(),
                    network.getEpochCount(),
                    split,
                    figures,
                    nonFinite == 0
                            ? loss.basis(sequences)
                            : new MetricsRecord.NonFiniteOutputs(sequences, outputs, nonFinite),
                    null,
                    Map.of());
        }
    }

    /** Returns the metric by which runs on this data are compared. */
    static Metric metricOf(SequenceData data) {
        return switch (data.objective()) {
            case CLASSIFY_SEQUENCE -> Metric.ACCURACY;
            case CLASSIFY_STEPS -> data.recalledSteps() > 0 ? Metric.RECALL_ACCURACY : Metric.BITS_PER_STEP;
            case REGRESS_SEQUENCE, REGRESS_STEPS -> Metric.MEAN_SQUARED_ERROR;
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
        while (split.hasNext()) {
            DataSet batch = split.next();
            INDArray mask = batch.getFeaturesMaskArray();
            INDArray output = network.output(batch.getFeatures(), false, mask, batch.getLabelsMaskArray());
            if (cancellation.isRequested()) {
                return new Findings(Map.of(), totals.loss(), 0, 0, 0, false);
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
        return new Findings(figures, totals.loss(), sequences, outputs, nonFinite, true);
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

    private interface Totals {
        void add(INDArray labels, INDArray output, @Nullable INDArray mask);

        Map<String, Double> figures();

        TaskLoss loss();

        /** Returns the share of sequences that are right; NaN where that is not defined. */
        double shareRight();
    }

    private static final class ClassTotals implements Totals {
        private final boolean everyStep;
        private final RecallCount recall;
        private final Evaluation counts = new Evaluation();
        private final TaskLoss loss;

        ClassTotals(SequenceData data) {
            this.everyStep = data.objective().everyStep();
            this.recall = new RecallCount(data.recalledSteps());
            this.loss = new TaskLoss(data.objective());
        }

        @Override
        public void add(INDArray labels, INDArray output, @Nullable INDArray mask) {
            recall.add(labels, output);
            counts.eval(labels, output, mask);
            loss.add(labels, output, mask);
        }

        @Override
        public Map<String, Double> figures() {
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put(Metric.ACCURACY.key(), counts.accuracy());
            loss.addTo(figures);
            recall.addTo(figures);
            return figures;
        }

        @Override
        public TaskLoss loss() {
            return loss;
        }

        @Override
        public double shareRight() {
            return everyStep ? recall.sequencesRight() : counts.accuracy();
        }
    }

    private static final class NumberTotals implements Totals {
        private final TaskLoss loss;
        private final double tolerance;
        private long sequences;
        private long within;

        NumberTotals(SequenceData data) {
            this.loss = new TaskLoss(data.objective());
            this.tolerance = data.errorTolerance().orElse(Double.NaN);
        }

        @Override
        public void add(INDArray labels, INDArray output, @Nullable INDArray mask) {
            loss.add(labels, output, mask);
            if (!Double.isNaN(tolerance)) {
                INDArray squared = labels.sub(output);
                squared.muli(squared);
                sequences += squared.length();
                within += (long) InDouble.sum(squared.lte(tolerance));
            }
        }

        @Override
        public Map<String, Double> figures() {
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put(Metric.MEAN_SQUARED_ERROR.key(), loss.mean());
            loss.addTo(figures);
            if (sequences > 0) {
                figures.put("withinTolerance", shareRight());
            }
            return figures;
        }

        @Override
        public TaskLoss loss() {
            return loss;
        }

        @Override
        public double shareRight() {
            return (double) within / sequences;
        }
    }
}
