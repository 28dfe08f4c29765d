// SPDX-License-Identifier: Apache-2.0
/** Measures the Jacobians of one layer's time steps and of their products. */
@NullMarked
package io.backflow.flow.jacobian.internal;

import org.jspecify.annotations.NullMarked;
