// SPDX-License-Identifier: Apache-2.0
/**
 * The numeric engine of the recurrent layers: plain arrays and matrix products, without a word of Deeplearning4j.
 *
 * <p>Everything is time-major and row-major: a sequence is [time, miniBatch, size], so that each time step is one
 * contiguous block and the products over all steps are one matrix product.
 */
@NullMarked
package io.backflow.recurrent.internal.kernel;

import org.jspecify.annotations.NullMarked;
