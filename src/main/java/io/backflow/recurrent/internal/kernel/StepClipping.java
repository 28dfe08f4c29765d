// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

/**
 * What clipping at every step of a backward pass does, by example: a row of a [miniBatch, units] block.
 *
 * @param preActivations whether it clips dL/dz_t of all gates, before it goes into the weight gradients and on to the
 *     step before; else dL/dh_t, before the step back through the cell
 * @param byNorm whether it shortens an example's error to an L2 norm of at most {@code threshold}; else it clamps
 *     elements
 * @param threshold greater than 0
 */
public record StepClipping(boolean preActivations, boolean byNorm, double threshold) {}
