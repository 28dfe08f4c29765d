// SPDX-License-Identifier: Apache-2.0
/** The part of an engine that clips gradients, what edits them tile by tile, and how their elements belong to units. */
@NullMarked
package io.backflow.clipping.internal;

import org.jspecify.annotations.NullMarked;
