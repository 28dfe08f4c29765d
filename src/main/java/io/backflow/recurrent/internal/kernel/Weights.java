// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Memory;

/**
 * The parameters of a cell, in place, or the gradients of the loss with respect to them.
 *
 * @param input W, column-major [inputs, gates x units], as Deeplearning4j stores it
 * @param recurrent R, column-major [units, gates x units]
 */
public record Weights<A>(Memory<A> input, Memory<A> recurrent) {}
