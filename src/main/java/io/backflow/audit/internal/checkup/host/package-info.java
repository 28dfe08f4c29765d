// SPDX-License-Identifier: Apache-2.0
/** Checks of what stands around a network: listeners, scores, counts and random numbers. */
@NullMarked
package io.backflow.audit.internal.checkup.host;

import org.jspecify.annotations.NullMarked;
