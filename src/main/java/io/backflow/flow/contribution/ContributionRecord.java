// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.contribution;

import java.util.List;
import java.util.OptionalInt;

/**
 * The gradient of a layer's recurrent weights, split by time step.
 *
 * <p>Formula 1, after Pascanu et al. (2013), eq. 3 to 5: {@code dE_t/dW = sum over k <= t of dE_t/dh_t dh_t/dh_k
 * d+h_k/dW}, where the last factor is the immediate derivative, with h_{k-1} held constant. A pass with the losses of
 * all steps gives their sum by k; a pass with the loss of one step t alone gives dE_t/dW by lag t - k. Norms are of the
 * sum over the examples of the minibatch, as Deeplearning4j hands errors down.
 *
 * @param lossStep the step t whose loss alone was taken back, or nothing if it was the loss of all steps
 * @param totalNorm L2 norm of the total: the network's gradient, or the sum of the parts if there was none to compare
 *     with
 * @param miss L2 norm of the sum of the parts less the network's gradient, which rounding alone should make; NaN if
 *     there was none
 * @param gates the totals by gate, in the order of the weight columns
 * @param steps the parts, by step; steps before the backward length add nothing and are left out
 */
public record ContributionRecord(
        OptionalInt lossStep, double totalNorm, double miss, List<GateTotal> gates, List<StepContribution> steps) {

    /** Copies the lists. */
    public ContributionRecord {
        gates = List.copyOf(gates);
        steps = List.copyOf(steps);
    }

    /** Returns the miss relative to the total. It is 0 if both are 0. */
    public double relativeMiss() {
        return miss == 0 ? 0 : miss / totalNorm;
    }

    /**
     * Returns the lag t - k of a part.
     *
     * @throws java.util.NoSuchElementException if the losses of all steps were taken back
     */
    public int lag(StepContribution part) {
        return lossStep.orElseThrow() - part.step();
    }

    /**
     * The gradient of one gate's recurrent matrix.
     *
     * @param gate its name
     * @param norm L2 norm of the network's gradient
     * @param miss L2 norm of what the parts of all steps sum to, less the network's gradient; NaN if there was none to
     *     compare with
     */
    public record GateTotal(String gate, double norm, double miss) {}

    /**
     * The part of one time step k in the gradient of the recurrent weights. It is {@code G_k = H_{k-1}' dZ_k}, summed
     * over the examples of the minibatch.
     *
     * @param step k
     * @param norm L2 norm over all elements, [units, gates x units]
     * @param cosine of the angle between this part and the total; NaN if either is 0
     * @param share of the total: {@code <G_k, G> / ||G||^2}; the shares of all steps sum to 1, and negative ones pull
     *     the other way. NaN if the total is 0
     * @param gateNorms the norm by gate
     */
    public record StepContribution(int step, double norm, double cosine, double share, List<Double> gateNorms) {

        /** Copies the list. */
        public StepContribution {
            gateNorms = List.copyOf(gateNorms);
        }
    }
}
