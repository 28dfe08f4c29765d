// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Memory;

/**
 * Where a backward pass leaves dL/dz of all steps, [time, miniBatch, gates x units].
 *
 * @param input on the side of the input products
 * @param recurrent on the side of the recurrent products; the same memory, unless the cell keeps the two apart
 */
record ErrorTarget<A>(Memory<A> input, Memory<A> recurrent) {}
