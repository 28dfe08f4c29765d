// SPDX-License-Identifier: Apache-2.0
/** Checks of what is wrong with gradients on their way back. */
@NullMarked
package io.backflow.audit.internal.checkup.gradient;

import org.jspecify.annotations.NullMarked;
