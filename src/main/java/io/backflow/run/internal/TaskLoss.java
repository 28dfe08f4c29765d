// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.data.SequenceData;
import io.backflow.gradient.internal.LabelledStepCount;
import io.backflow.record.internal.MetricsRecord;
import io.backflow.result.internal.Metric;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The loss that a task's outputs have, added up in double: nats for classes, for numbers the squared error as the mean
 * over outputs. It is what the output layer is trained on, without any term of regularisation.
 *
 * <p>A place is a labelled sequence or a labelled time step; it counts as often as its mask says.
 */
final class TaskLoss {

    private static final double TINY = 1e-10; // as DL4J's own cross-entropy clips probabilities

    private final SequenceData.Objective objective;
    private double sum;
    private double places;

    TaskLoss(SequenceData.Objective objective) {
        this.objective = objective;
    }

    /**
     * Adds a batch.
     *
     * @param labels as {@link SequenceData.Objective} says
     * @param output of the same shape
     * @param mask of the labels, [miniBatch, time]; null where all count once
     * @return the loss of the batch, summed over its places; what has no weight is not looked at
     */
    double add(INDArray labels, INDArray output, @Nullable INDArray mask) {
        double[] losses = objective.classifies() ? surprise(labels, output) : squaredErrors(labels, output);
        double[] weights = mask == null ? new double[0] : values(mask);
        double batch = 0;
        for (int place = 0; place < losses.length; place++) {
            double weight = mask == null ? 1 : weights[place];
            batch += weight == 0 ? 0 : weight * losses[place];
        }
        return add(batch, labels, mask);
    }

    /** Adds a batch whose loss, summed over its places, is known; returns that. */
    double add(double batch, INDArray labels, @Nullable INDArray mask) {
        sum += batch;
        places += LabelledStepCount.of(labels, mask);
        return batch;
    }

    /** Labels are one-hot, so that the sum keeps the probability of the true class, and nothing is rounded. */
    private static double[] surprise(INDArray labels, INDArray output) {
        double[] values = values(output.mul(labels).sum(1));
        for (int place = 0; place < values.length; place++) {
            values[place] = -Math.log(values[place] < TINY ? TINY : values[place]); // NaN stays NaN
        }
        return values;
    }

    private static double[] squaredErrors(INDArray labels, INDArray output) {
        INDArray errors = output.castTo(DataType.DOUBLE).sub(labels.castTo(DataType.DOUBLE));
        return values(errors.muli(errors).mean(1));
    }

    /** Returns the values, example by example. */
    private static double[] values(INDArray places) {
        return places.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    }

    /** Returns the loss of a place; NaN if there was none. */
    double mean() {
        return sum / places;
    }

    /** Adds the figures: the mean loss, and for the classes of steps the same in bits and as perplexity. */
    void addTo(Map<String, Double> figures) {
        figures.put("loss", mean());
        if (objective == SequenceData.Objective.CLASSIFY_STEPS) {
            figures.put(Metric.BITS_PER_STEP.key(), mean() / Math.log(2.0));
            figures.put("perplexity", Math.exp(mean()));
        }
    }

    /** Returns what the mean is one of: the sum, and how much there was. */
    MetricsRecord.Basis basis(long sequences) {
        return objective.everyStep()
                ? new MetricsRecord.OverSteps(sum, places, sequences)
                : new MetricsRecord.OverSequences(sum, sequences);
    }
}
