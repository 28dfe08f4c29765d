// SPDX-License-Identifier: Apache-2.0
/** The output layers: softmax or sigmoid with its loss in one pass. */
@NullMarked
package io.backflow.recurrent.internal.output;

import org.jspecify.annotations.NullMarked;
