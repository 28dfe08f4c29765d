// SPDX-License-Identifier: Apache-2.0
package io.backflow.regularizer;

/**
 * What {@link VanishingGradientRegularizer} measured in one backward pass of one layer.
 *
 * @param iteration the layer's iteration count during the pass
 * @param omega Omega, without its weight; 0 if no pair counts
 * @param counted how many pairs of a step and an example had an error large enough to count
 * @param pairs how many pairs there were, masked ones left out
 */
public record OmegaValue(int iteration, double omega, long counted, long pairs) {

    /** Returns the share of pairs that count, which the authors print as "steps in the past"; 0 if there are none. */
    public double countedShare() {
        return pairs == 0 ? 0 : (double) counted / pairs;
    }
}
