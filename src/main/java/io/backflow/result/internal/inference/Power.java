// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.inference;

import io.backflow.statistics.internal.StudentT;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How likely the paired t test, two-sided, finds an effect of a size.
 *
 * <p>With n pairs the statistic is noncentral t around {@code dz sqrt(n)}; given the standard deviation that the sample
 * happens to have, it is normal, and the mean over those deviations is taken by Simpson's rule.
 */
public final class Power {

    /** What is usually asked for. */
    public static final double CUSTOMARY = 0.8;

    /** More pairs than anybody runs. */
    static final int MOST_PAIRS = 100_000;

    private static final int PARTS = 400;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Power() {}

    /** Returns the chance of p at or below a level. */
    static double of(int pairs, double dz, double level) {
        int freedom = pairs - 1;
        double critical = StudentT.quantile(1 - level, freedom);
        double centre = Math.abs(dz) * Math.sqrt(pairs);
        double reach = 12 / Math.sqrt(2.0 * freedom);
        double low = Math.max(0, 1 - reach);
        double step = (1 + reach - low) / PARTS;
        double logFactor = Math.log(2) + freedom / 2.0 * Math.log(freedom / 2.0) - LogGamma.value(freedom / 2.0);
        double sum = 0;
        for (int part = 0; part <= PARTS; part++) {
            double s = low + part * step;
            double power = freedom == 1 ? 0 : (freedom - 1) * Math.log(s);
            double density = Math.exp(logFactor + power - freedom * s * s / 2);
            double found = NORMAL.survivalProbability(critical * s - centre)
                    + NORMAL.cumulativeProbability(-critical * s - centre);
            sum += (part == 0 || part == PARTS ? 1 : part % 2 == 1 ? 4 : 2) * density * found;
        }
        return sum * step / 3;
    }

    /**
     * Returns the fewest pairs with which an effect is found with a power.
     *
     * @param dz mean over standard deviation of the differences
     * @return at least 2; {@link Integer#MAX_VALUE} if there is no effect, or it would take more than 100,000
     */
    public static int pairs(double dz, double level, double power) {
        if (Double.isNaN(dz) || of(MOST_PAIRS, dz, level) < power) {
            return Integer.MAX_VALUE;
        }
        int below = 1;
        int enough = 2;
        while (of(enough, dz, level) < power) {
            below = enough;
            enough = Math.min(2 * enough, MOST_PAIRS);
        }
        while (enough - below > 1) {
            int middle = (below + enough) / 2;
            if (of(middle, dz, level) < power) {
                below = middle;
            } else {
                enough = middle;
            }
        }
        return enough;
    }
}
