// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

/**
 * The state of a cell between two time steps.
 *
 * @param h the output, [miniBatch, units], row-major
 * @param c the cell state, the same shape; unused by cells without one
 */
public record CellState<A>(A h, A c) {}
