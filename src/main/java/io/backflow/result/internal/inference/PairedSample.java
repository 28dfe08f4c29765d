// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.inference;

import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.statistics.inference.TTest;

/**
 * What paired differences say, all of them finite.
 *
 * <p>What there are too few pairs for is NaN. Differences that are all the same, to rounding, have no t test and no
 * interval, since their deviation says nothing; Wilcoxon's test stands.
 *
 * @param sample the differences summarised, with the interval of their mean
 * @param tTest p of the paired t test, two-sided
 * @param signedRank p of Wilcoxon's test, two-sided and exact up to 50 pairs
 * @param cohensDz mean over standard deviation of the differences; infinite if they are all the same and not 0
 * @param hedgesGz Cohen's dz without its bias, by the exact factor
 */
public record PairedSample(Sample sample, double tTest, double signedRank, double cohensDz, double hedgesGz) {

    /** A deviation this many times less than the mean is rounding. */
    private static final double ROUNDING = 1e-13;

    /** Evaluates the differences of pairs at a level of confidence. */
    public static PairedSample of(double[] differences, double level) {
        Sample whole = Sample.of(differences, level);
        double effect = whole.standardDeviation() == 0 && whole.mean() == 0
                ? Double.NaN
                : whole.mean() / whole.standardDeviation();
        boolean constant = whole.standardDeviation() <= ROUNDING * Math.abs(whole.mean());
        double signedRank = differences.length == 0
                ? Double.NaN
                : SignedRank.of(differences).p();
        if (differences.length < 2 || constant || Double.isNaN(whole.standardDeviation())) {
            Sample without = new Sample(
                    whole.n(), whole.mean(), whole.standardDeviation(), whole.median(), Interval.NONE, Interval.NONE);
            double dz = constant && whole.mean() != 0 ? Math.copySign(Double.POSITIVE_INFINITY, whole.mean()) : effect;
            return new PairedSample(without, Double.NaN, signedRank, dz, dz);
        }
        double p = TTest.withDefaults().test(differences).getPValue();
        return new PairedSample(whole, p, signedRank, effect, effect * unbiased(differences.length - 1));
    }

    /**
     * Returns {@code Gamma(v / 2) / (sqrt(v / 2) Gamma((v - 1) / 2))}, by which an effect is too large on average; NaN
     * for one degree of freedom, where it has no mean.
     *
     * @see <a href="https://doi.org/10.3102/10769986006002107">Hedges (1981), distribution theory for Glass's estimator
     *     of effect size</a>
     */
    static double unbiased(int degreesOfFreedom) {
        double half = degreesOfFreedom / 2.0;
        return degreesOfFreedom < 2
                ? Double.NaN
                : Math.exp(LogGamma.value(half) - LogGamma.value(half - 0.5)) / Math.sqrt(half);
    }
}
