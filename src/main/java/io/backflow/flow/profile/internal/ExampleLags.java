// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.profile.internal;

import io.backflow.linalg.internal.L2Norm;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Puts sequences of different lengths, each with one loss at its end, on one axis: that of the lag from each example's
 * own last step.
 *
 * <pre>{@code
 * n(lag) = n(0) sqrt(sum of ||d_b(end_b - lag)||^2 / sum of ||d_b(end_b)||^2)
 *          over the examples b that reach back so far
 * }</pre>
 *
 * <p>Since both sums are over the same examples, those that end sooner pull nothing down when they are over. The lags
 * are those that half of the examples reach.
 */
public final class ExampleLags {

    private ExampleLags() {}

    /** Norms of the examples' errors. */
    @FunctionalInterface
    public interface Norms {

        /** Returns that of an example at a step. */
        double at(int step, int example);
    }

    /**
     * Returns the norms by lag.
     *
     * @param errors norms of the examples' errors
     * @param ends the step of each example's error; -1 for an example that has none
     * @param firstStep where the backward pass ended
     * @return nothing if no example has an error
     */
    public static double[] norms(Norms errors, int[] ends, int firstStep) {
        int[] labelled = IntStream.range(0, ends.length)
                .filter(b -> ends[b] >= firstStep)
                .toArray();
        if (labelled.length == 0) {
            return new double[0];
        }
        int[] reaches =
                Arrays.stream(labelled).map(b -> ends[b] - firstStep).sorted().toArray();
        int lags = reaches[labelled.length / 2];
        double scale = norm(errors, ends, labelled, 0);
        return IntStream.rangeClosed(0, lags)
                .mapToDouble(lag -> {
                    int[] reaching = Arrays.stream(labelled)
                            .filter(b -> ends[b] - lag >= firstStep)
                            .toArray();
                    return scale * (norm(errors, ends, reaching, lag) / norm(errors, ends, reaching, 0));
                })
                .toArray();
    }

    private static double norm(Norms errors, int[] ends, int[] examples, int lag) {
        return L2Norm.of(Arrays.stream(examples)
                .mapToDouble(b -> errors.at(ends[b] - lag, b))
                .toArray());
    }
}
