// SPDX-License-Identifier: Apache-2.0
/** Attention layers whose gradient is that of their output, where Deeplearning4j's own is a multiple of it. */
@NullMarked
package io.backflow.recurrent.internal.attention;

import org.jspecify.annotations.NullMarked;
