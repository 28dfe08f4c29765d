package io.backflow.recurrent.kernel;

/**
 * What one step of the forward pass started from and made; the arrays are used again and must not be kept or changed.
 *
 * @param held which examples are masked at the step; empty if none is
 * @param kept what the step kept for its backward pass
 * @param hBefore state before the step, [miniBatch, units]
 * @param cBefore cell state before the step, the same shape; of no meaning for cells without one
 * @param h state after the step
 */
record StepStates<A>(boolean[] held, A[] kept, A hBefore, A cBefore, A h) {}
