// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import io.backflow.gradient.internal.LabelledStepCount;
import java.util.Locale;

/**
 * What the raw and the clipped gradient are summed or averaged over. DL4J's loss, and so its gradient, is a sum over
 * the labelled time steps of all examples.
 *
 * <p>A scale never touches {@link Stage#UPDATE}.
 */
public enum Scale {
    /** Summed over the examples of the minibatch and their time steps: what DL4J hands its listeners. */
    SUM,
    /**
     * Divided by the number of examples, whether or not the network is configured with {@code miniBatch(true)}: what
     * the updater sees in DL4J's default configuration, and the unit of a clipping threshold unless another is asked
     * for. Still a sum over time steps, so it grows with the length of the sequences.
     */
    MEAN,
    /**
     * Divided by the number of labelled steps of all examples, as {@link LabelledStepCount} counts them: alike for
     * short and long sequences, and for examples with many and few labels. Where that number is no finite number > 0,
     * as where everything is masked, it is the {@link #MEAN}.
     */
    PER_STEP;

    /** Returns what a summed gradient is divided by in this scale. */
    public double divisor(MiniBatch batch) {
        return switch (this) {
            case SUM -> 1.0;
            case MEAN -> batch.examples();
            case PER_STEP -> perStep(batch);
        };
    }

    private static double perStep(MiniBatch batch) {
        if (!batch.isCounted()) {
            throw new IllegalArgumentException("The scale per-step needs the count of labelled steps");
        }
        boolean any = batch.labelledSteps() > 0 && batch.labelledSteps() < Double.POSITIVE_INFINITY;
        return any ? batch.labelledSteps() : batch.examples();
    }

    /** Returns the factor that brings a summed gradient to this scale. */
    public double factor(MiniBatch batch) {
        return 1.0 / divisor(batch);
    }

    /**
     * Returns the factor that brings a summed gradient to a scale that depends on the number of examples alone.
     *
     * @throws IllegalArgumentException if this is {@link #PER_STEP}
     */
    public double factor(int miniBatchSize) {
        return factor(new MiniBatch(miniBatchSize, Double.NaN));
    }

    /** Returns the name in lower case with hyphens, as configurations, records and files write it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
