// SPDX-License-Identifier: Apache-2.0
/** Checks of cells and weights, from which gradients vanish or explode. */
@NullMarked
package io.backflow.audit.internal.checkup.cell;

import org.jspecify.annotations.NullMarked;
