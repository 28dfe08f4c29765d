// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.inference;

import io.backflow.statistics.internal.Quantile;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Intervals of a mean by drawing samples of the sample, the same ones every time.
 *
 * <p>The percentile interval reaches from the quantile {@code (1 - level) / 2} of the drawn means to the quantile
 * {@code (1 + level) / 2}. The bias-corrected and accelerated one moves both: with {@code z0} of the share of drawn
 * means below the mean, those equal to it by half, and {@code a} of the jackknife's skewness, it takes the quantile
 * {@code Phi(z0 + (z0 + z) / (1 - a (z0 + z)))} in place of {@code Phi(z)}.
 *
 * @param percentile the percentile interval
 * @param biasCorrected the bias-corrected and accelerated interval
 * @see <a href="https://doi.org/10.1080/01621459.1987.10478410">Efron (1987), better bootstrap confidence intervals</a>
 */
public record Bootstrap(Interval percentile, Interval biasCorrected) {

    /** How many samples are drawn. */
    static final int DRAWS = 9999;

    private static final long SEED = 20_130_616; // any; fixed so that the same runs give the same interval
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    private static final Bootstrap NONE = new Bootstrap(Interval.NONE, Interval.NONE);

    /**
     * Returns the intervals of a mean; none of fewer than two values, or if one is not finite. Equal values have an
     * interval without length.
     */
    public static Bootstrap ofMean(double[] values, double level) {
        if (values.length < 2 || !Sample.allFinite(values)) {
            return NONE;
        }
        double mean = Sample.mean(values);
        if (Arrays.stream(values).allMatch(value -> value == values[0])) {
            Interval point = new Interval(mean, mean);
            return new Bootstrap(point, point);
        }
        double[] means = drawn(values);
        double low = (1 - level) / 2;
        Interval percentile = quantiles(means, low, 1 - low);
        double bias = NORMAL.inverseCumulativeProbability(shareBelow(means, mean));
        double acceleration = acceleration(values, mean);
        Interval corrected = Double.isFinite(bias)
                ? quantiles(means, corrected(low, bias, acceleration), corrected(1 - low, bias, acceleration))
                : percentile;
        return new Bootstrap(percentile, corrected);
    }

    private static double[] drawn(double[] values) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] means = new double[DRAWS];
        for (int draw = 0; draw < DRAWS; draw++) {
            double sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[random.nextInt(values.length)];
            }
            means[draw] = sum / values.length;
        }
        Arrays.sort(means);
        return means;
    }

    private static double shareBelow(double[] means, double mean) {
        double tiny = 1e-12 * Math.max(Math.abs(means[0]), Math.abs(means[means.length - 1]));
        double below = 0;
        for (double drawn : means) {
            below += Math.abs(drawn - mean) <= tiny ? 0.5 : drawn < mean ? 1 : 0;
        }
        return below / means.length;
    }

    /** A sixth of the skewness of the means that leave one value out. */
    private static double acceleration(double[] values, double mean) {
        double squares = 0;
        double cubes = 0;
        for (double value : values) {
            double influence = value - mean;
            squares += influence * influence;
            cubes += influence * influence * influence;
        }
        return cubes / (6 * Math.pow(squares, 1.5));
    }

    private static double corrected(double share, double bias, double acceleration) {
        double moved = bias + NORMAL.inverseCumulativeProbability(share);
        return NORMAL.cumulativeProbability(bias + moved / (1 - acceleration * moved));
    }

    private static Interval quantiles(double[] means, double low, double high) {
        return new Interval(Quantile.ofSorted(means, low), Quantile.ofSorted(means, high));
    }
}
