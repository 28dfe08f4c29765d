package io.backflow.experiment;

import io.backflow.data.sequence.SequenceData;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Evaluates a network on a split, with one forward pass a batch; counting is DL4J's.
 *
 * <p>Gives {@code loss}, the mean over all labelled sequences or time steps; for classes {@code accuracy}, and where every
 * step has one {@code bitsPerStep}; for numbers {@code mse}, and {@code withinTolerance} where the task names a tolerance.
 * Where steps recall, {@code recallAccuracy} is that of these steps and {@code sequencesRight} the share of sequences in
 * which they all are right. {@code success} is 1 if fewer sequences are wrong than the task allows, else 0.
 */
final class Evaluator {

    private final SequenceData data;

    Evaluator(SequenceData data) {
        this.data = data;
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
     * Returns the split's figures by name, or no figure at all if the network's output is not finite.
     *
     * @param cancellation stops the evaluation between batches; then too there is no figure
     */
    Map<String, Double> evaluate(MultiLayerNetwork network, DataSetIterator split, Cancellation cancellation) {
        Totals totals = data.objective().classifies() ? new ClassTotals(data) : new NumberTotals(data);
        while (split.hasNext()) {
            DataSet batch = split.next();
            INDArray mask = batch.getFeaturesMaskArray();
            INDArray output = network.output(batch.getFeatures(), false, mask, batch.getLabelsMaskArray());
            double sum = output.sumNumber().doubleValue();
            if (cancellation.isRequested() || !Double.isFinite(sum)) {
                return Map.of();
            }
            totals.add(batch.getLabels(), output, batch.getLabelsMaskArray());
        }
        network.rnnClearPreviousState();
        Map<String, Double> figures = totals.figures();
        data.successError()
                .ifPresent(most -> figures.put(RunSummary.SUCCESS, 1 - totals.shareRight() < most ? 1.0 : 0.0));
        return figures;
    }

    private interface Totals {
        void add(INDArray labels, INDArray output, @Nullable INDArray mask);

        Map<String, Double> figures();

        /** Returns the share of sequences that are right; NaN where that is not defined. */
        double shareRight();
    }

    private static final class ClassTotals implements Totals {
        private static final double TINY = 1e-10; // as DL4J's own cross-entropy clips probabilities
        private final boolean everyStep;
        private final RecallCount recall;
        private final Evaluation counts = new Evaluation();
        private double nats;
        private double labelled;

        ClassTotals(SequenceData data) {
            this.everyStep = data.objective().everyStep();
            this.recall = new RecallCount(data.recalledSteps());
        }

        @Override
        public void add(INDArray labels, INDArray output, @Nullable INDArray mask) {
            recall.add(labels, output);
            counts.eval(labels, output, mask);
            // Labels are one-hot, so that this keeps the probability of the true class at each place and 0 elsewhere.
            INDArray ofTruth = output.mul(labels).sum(1);
            INDArray present = mask == null ? ofTruth.dup().assign(1.0) : mask.reshape(ofTruth.shape());
            INDArray surprise = Transforms.log(Transforms.max(ofTruth, TINY)).muli(present);
            nats -= surprise.sumNumber().doubleValue();
            labelled += present.sumNumber().doubleValue();
        }

        @Override
        public Map<String, Double> figures() {
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put(Metric.ACCURACY.key(), counts.accuracy());
            figures.put("loss", nats / labelled);
            if (everyStep) {
                figures.put(Metric.BITS_PER_STEP.key(), nats / labelled / Math.log(2.0));
            }
            recall.addTo(figures);
            return figures;
        }

        @Override
        public double shareRight() {
            return everyStep ? recall.sequencesRight() : counts.accuracy();
        }
    }

    private static final class NumberTotals implements Totals {
        private final RegressionEvaluation errors;
        private final double tolerance;
        private long sequences;
        private long within;

        NumberTotals(SequenceData data) {
            this.errors = new RegressionEvaluation(data.outputs());
            this.tolerance = data.errorTolerance().orElse(Double.NaN);
        }

        @Override
        public void add(INDArray labels, INDArray output, @Nullable INDArray mask) {
            errors.eval(labels, output, mask);
            if (!Double.isNaN(tolerance)) {
                INDArray squared = labels.sub(output);
                squared.muli(squared);
                sequences += squared.length();
                within += squared.lte(tolerance)
                        .castTo(labels.dataType())
                        .sumNumber()
                        .longValue();
            }
        }

        @Override
        public Map<String, Double> figures() {
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put(Metric.MEAN_SQUARED_ERROR.key(), errors.averageMeanSquaredError());
            figures.put("loss", errors.averageMeanSquaredError());
            if (sequences > 0) {
                figures.put("withinTolerance", shareRight());
            }
            return figures;
        }

        @Override
        public double shareRight() {
            return (double) within / sequences;
        }
    }
}
