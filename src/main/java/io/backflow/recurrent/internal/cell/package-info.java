// SPDX-License-Identifier: Apache-2.0
/** The element-wise parts of the recurrent cells, forward and backward. */
@NullMarked
package io.backflow.recurrent.internal.cell;

import org.jspecify.annotations.NullMarked;
