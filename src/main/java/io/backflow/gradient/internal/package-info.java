// SPDX-License-Identifier: Apache-2.0
/** Measures gradients: norms, counts and what is not finite. */
@NullMarked
package io.backflow.gradient.internal;

import org.jspecify.annotations.NullMarked;
