// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian;

/**
 * The derivative of one example's state at step t by that at step k, a product of {@code t - k} step Jacobians.
 *
 * @param example row of the minibatch
 * @param from k
 * @param to t, greater than k
 * @param path which part of the state by which
 * @param spectrum its singular values and spectral radius
 * @param log10Bound of {@code eta^(t-k)}; NaN for gated cells
 * @param log10StepBound of the product of a bound on each step, from the slopes and gates that it really had and the
 *     largest singular value of each gate's matrix; holds for every cell
 * @param log10DirectMax of the largest element of the direct path: the product of the forget gates for LSTM, of the
 *     update gates for GRU, as if they were constants; negative infinity for a plain cell, which has no such path
 * @param log10DirectMedian of the median element
 */
public record ProductSpectrum(
        int example,
        int from,
        int to,
        Path path,
        Spectrum spectrum,
        double log10Bound,
        double log10StepBound,
        double log10DirectMax,
        double log10DirectMedian) {

    /** Returns {@code t - k}. */
    public int lag() {
        return to - from;
    }

    /**
     * Returns how far the product stays below Pascanu's bound, as log10 of actual over bound: at most 0 but for
     * rounding; NaN for gated cells.
     */
    public double log10OfBound() {
        return ratio(log10Bound);
    }

    /**
     * Returns how far it stays below the bound of its own steps, as log10 of actual over bound: at most 0 but for
     * rounding.
     */
    public double log10OfStepBound() {
        return ratio(log10StepBound);
    }

    private double ratio(double bound) {
        // A product that is 0 lies infinitely far below any bound, one of 0 too.
        return spectrum.log10Sigma() == Double.NEGATIVE_INFINITY && !Double.isNaN(bound)
                ? Double.NEGATIVE_INFINITY
                : spectrum.log10Sigma() - bound;
    }

    /**
     * Returns the factor a step by which the largest singular value grows, as log10: 0 neither vanishes nor explodes.
     */
    public double log10PerStep() {
        return spectrum.log10Sigma() / lag();
    }
}
