// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.inference;

import io.backflow.statistics.internal.Quantile;
import io.backflow.statistics.internal.StudentT;
import java.util.Arrays;

/**
 * The summary of a sample.
 *
 * <p>What a sample is too small for is NaN: everything of no value, all but mean and median of one. A value that is NaN
 * or infinite makes everything NaN but the median, in whose order NaN is the largest.
 *
 * @param n how many values there are
 * @param mean their mean
 * @param standardDeviation the sample's (n - 1)
 * @param median the middle value, or the mean of the two in the middle
 * @param tInterval of the mean, by Student's t
 * @param bootstrapInterval of the mean, bias-corrected and accelerated, by {@link Bootstrap}
 */
public record Sample(
        int n, double mean, double standardDeviation, double median, Interval tInterval, Interval bootstrapInterval) {

    /**
     * Summarises values.
     *
     * @param level of both intervals, 0.95 for instance
     */
    public static Sample of(double[] values, double level) {
        double mean = mean(values);
        double deviation = standardDeviation(values);
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Sample(
                values.length,
                mean,
                deviation,
                Quantile.ofSorted(sorted, 0.5),
                tInterval(values.length, mean, deviation, level),
                Bootstrap.ofMean(values, level).biasCorrected());
    }

    static boolean allFinite(double[] values) {
        return Arrays.stream(values).allMatch(Double::isFinite);
    }

    /** Returns the mean; NaN of nothing, and of anything that is not finite. */
    static double mean(double[] values) {
        return allFinite(values) ? Arrays.stream(values).average().orElse(Double.NaN) : Double.NaN;
    }

    /** Returns the sample standard deviation (n - 1), of centred values; NaN of fewer than two. */
    static double standardDeviation(double[] values) {
        if (values.length < 2) {
            return Double.NaN;
        }
        double mean = mean(values);
        double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
        return Math.sqrt(squares / (values.length - 1));
    }

    static Interval tInterval(int n, double mean, double deviation, double level) {
        if (n < 2 || Double.isNaN(deviation)) {
            return Interval.NONE;
        }
        double reach = StudentT.quantile(level, n - 1) * deviation / Math.sqrt(n);
        return new Interval(mean - reach, mean + reach);
    }
}
