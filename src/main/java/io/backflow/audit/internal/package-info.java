// SPDX-License-Identifier: Apache-2.0
/** Differences of the loss, and what they say of a gradient. */
@NullMarked
package io.backflow.audit.internal;

import org.jspecify.annotations.NullMarked;
