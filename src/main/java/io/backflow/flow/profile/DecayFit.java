// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.profile;

import io.backflow.statistics.internal.LeastSquaresLine;
import io.backflow.statistics.internal.StudentT;
import java.util.Optional;

/**
 * The rate at which a gradient decays with the lag. It is the slope of the least-squares line through the logarithms of
 * the norms.
 *
 * <pre>{@code log ||dL/dh|| = a + lag log(rate)}</pre>
 *
 * <p>The confidence interval is that of a line with independent errors, by Student's t with {@code points - 2} degrees
 * of freedom. The norms of neighbouring lags are not independent, so it says how straight the line is rather than where
 * the rate of another minibatch lies.
 *
 * @param rate factor of the norm per step further back; under 1 where the gradient decays
 * @param low lower end of the 95 % confidence interval of the rate; NaN with two points, which leave no error to judge
 *     by
 * @param high upper end of it
 * @param points how many lags the line was fitted to
 * @param zeros how many lags were left out because their norm is 0, which has no logarithm
 * @param underflows how many were left out because their norm is so small that its elements have lost digits
 * @param nonFinite how many were left out because their norm is NaN or infinite
 */
public record DecayFit(double rate, double low, double high, int points, int zeros, int underflows, int nonFinite) {

    /** The level of the confidence interval. */
    public static final double LEVEL = 0.95;

    /**
     * Fits the rate.
     *
     * @param norms by lag, from lag 0 on
     * @param floor norms under it are underflows
     * @return nothing if fewer than two lags can be used
     */
    static Optional<DecayFit> of(double[] norms, double floor) {
        int zeros = 0;
        int underflows = 0;
        int nonFinite = 0;
        LeastSquaresLine line = new LeastSquaresLine();
        for (int lag = 0; lag < norms.length; lag++) {
            double norm = norms[lag];
            if (!Double.isFinite(norm)) {
                nonFinite++;
            } else if (norm == 0) {
                zeros++;
            } else if (norm < floor) {
                underflows++;
            } else {
                line.add(lag, Math.log(norm));
            }
        }
        if (line.points() < 2) {
            return Optional.empty();
        }
        double slope = line.slope();
        double margin = line.points() < 3
                ? Double.NaN
                : StudentT.quantile(LEVEL, line.points() - 2) * line.standardErrorOfSlope();
        return Optional.of(new DecayFit(
                Math.exp(slope),
                Math.exp(slope - margin),
                Math.exp(slope + margin),
                line.points(),
                zeros,
                underflows,
                nonFinite));
    }

    /**
     * Returns the number of steps back after which half of the gradient is left. It is infinite if the gradient does
     * not decay.
     */
    public double halfLife() {
        return halfLife(rate);
    }

    /**
     * Returns the half-life of a rate of decay. It is infinite if the rate is no decay, and NaN if there is no rate.
     */
    public static double halfLife(double rate) {
        return rate >= 1 ? Double.POSITIVE_INFINITY : Math.log(0.5) / Math.log(rate);
    }
}
