// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.inference;

/**
 * The probability of improvement: how likely a run of one arm is better than a run of another.
 *
 * @see <a href="https://arxiv.org/abs/2108.13264">Agarwal et al. (2021), deep reinforcement learning at the edge of the
 *     statistical precipice</a>
 */
public final class Improvement {

    private Improvement() {}

    /**
     * Returns the share of all pairs of one value of each in which the first is higher, equal ones counting half; NaN
     * if there is no pair, or a value is NaN.
     */
    public static double probability(double[] firsts, double[] seconds) {
        double better = 0;
        for (double first : firsts) {
            for (double second : seconds) {
                if (Double.isNaN(first) || Double.isNaN(second)) {
                    return Double.NaN;
                }
                better += first > second ? 1 : first == second ? 0.5 : 0;
            }
        }
        return better / ((double) firsts.length * seconds.length);
    }
}
