// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.inference;

import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * The range of k standard normal numbers, which is the studentized range with infinitely many degrees of freedom.
 *
 * <pre>{@code P(R <= q) = k integral of phi(z) (Phi(z) - Phi(z - q))^(k-1) dz}</pre>
 */
final class StudentizedRange {

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
    private static final int PARTS = 800;
    private static final double FAR = 9; // beyond it the density is under 1e-18

    private StudentizedRange() {}

    /** Returns {@code P(R <= q)}, by Simpson's rule. */
    static double within(double q, int k) {
        double step = 2 * FAR / PARTS;
        double sum = 0;
        for (int part = 0; part <= PARTS; part++) {
            double z = -FAR + part * step;
            double between = NORMAL.cumulativeProbability(z) - NORMAL.cumulativeProbability(z - q);
            double weight = part == 0 || part == PARTS ? 1 : part % 2 == 1 ? 4 : 2;
            sum += weight * NORMAL.density(z) * Math.pow(between, k - 1.0);
        }
        return k * sum * step / 3;
    }

    /** Returns the q with {@code P(R <= q) = level}, to within 1e-10. */
    static double quantile(double level, int k) {
        double low = 0;
        double high = 2 * FAR;
        while (high - low > 1e-10) {
            double middle = (low + high) / 2;
            if (within(middle, k) < level) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }
}
