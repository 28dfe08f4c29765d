// SPDX-License-Identifier: Apache-2.0
/** Deeplearning4j's arrays as blocks of memory. */
@NullMarked
package io.backflow.recurrent.internal.arrays;

import org.jspecify.annotations.NullMarked;
