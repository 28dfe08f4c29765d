// SPDX-License-Identifier: Apache-2.0
/** Measures gates by time step. */
@NullMarked
package io.backflow.flow.gate.internal;

import org.jspecify.annotations.NullMarked;
