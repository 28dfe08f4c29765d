// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.contribution;

import java.util.List;

/**
 * What one time step k adds to the gradient of the recurrent weights: {@code G_k = H_{k-1}' dZ_k}, summed over the examples of the minibatch.
 *
 * @param step k
 * @param norm L2 norm over all elements, [units, gates x units]
 * @param cosine of the angle between this part and the total; NaN if either is 0
 * @param share of the total: {@code <G_k, G> / ||G||^2}; the shares of all steps sum to 1, and negative ones pull the other way. NaN if the
 *     total is 0
 * @param gateNorms the norm by gate
 */
public record StepContribution(int step, double norm, double cosine, double share, List<Double> gateNorms) {

    /** Copies the list. */
    public StepContribution {
        gateNorms = List.copyOf(gateNorms);
    }
}
