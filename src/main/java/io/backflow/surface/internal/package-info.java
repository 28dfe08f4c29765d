// SPDX-License-Identifier: Apache-2.0
/**
 * The error of one recurrent unit over its two parameters: what makes a gradient explode, small enough to be looked
 * at as a whole.
 */
@NullMarked
package io.backflow.surface.internal;

import org.jspecify.annotations.NullMarked;
