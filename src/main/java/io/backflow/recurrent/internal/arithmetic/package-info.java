// SPDX-License-Identifier: Apache-2.0
/** The arithmetic of floats and of doubles: products, activations, reductions and losses over blocks of memory. */
@NullMarked
package io.backflow.recurrent.internal.arithmetic;

import org.jspecify.annotations.NullMarked;
