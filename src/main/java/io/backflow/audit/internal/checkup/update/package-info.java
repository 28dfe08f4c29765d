// SPDX-License-Identifier: Apache-2.0
/** Checks of what becomes of gradients on their way to the parameters. */
@NullMarked
package io.backflow.audit.internal.checkup.update;

import org.jspecify.annotations.NullMarked;
