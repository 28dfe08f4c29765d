// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.trace;

/**
 * What one step of the forward pass started from and made; the arrays are used again and must not be kept or changed.
 */
public final class StepStates<A> {

    /** Which examples are masked at the step; empty if none is. */
    final boolean[] masked;
    /** What the step kept for its backward pass. */
    final A[] kept;
    /** State before the step, [miniBatch, units]. */
    final A hBefore;
    /** Cell state before the step, the same shape; of no meaning for cells without one. */
    final A cBefore;
    /** State after the step. */
    final A h;

    /** Makes what a step is told of. */
    public StepStates(boolean[] masked, A[] kept, A hBefore, A cBefore, A h) {
        this.masked = masked;
        this.kept = kept;
        this.hBefore = hBefore;
        this.cBefore = cBefore;
        this.h = h;
    }
}
