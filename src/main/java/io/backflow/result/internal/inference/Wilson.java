// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.inference;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Wilson's score interval of a share, which also stands where all or none succeed.
 *
 * @see <a href="https://doi.org/10.1080/01621459.1927.10502953">Wilson (1927), probable inference</a>
 */
public final class Wilson {

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Wilson() {}

    /**
     * Returns the interval; none of no trial.
     *
     * @param level 0.95 for instance
     * @throws IllegalArgumentException if there are more successes than trials, or fewer than none
     */
    public static Interval of(long successes, long trials, double level) {
        if (successes < 0 || successes > trials) {
            throw new IllegalArgumentException("successes must be between 0 and " + trials + ", got " + successes);
        }
        if (trials == 0) {
            return Interval.NONE;
        }
        double z = NORMAL.inverseCumulativeProbability((1 + level) / 2);
        double share = (double) successes / trials;
        double weight = z * z / trials;
        double centre = (share + weight / 2) / (1 + weight);
        double reach = z * Math.sqrt(share * (1 - share) / trials + weight / (4 * trials)) / (1 + weight);
        return new Interval(successes == 0 ? 0 : centre - reach, successes == trials ? 1 : centre + reach);
    }
}
