// SPDX-License-Identifier: Apache-2.0
/** What edits a gradient tile by tile, and how its elements belong to units. */
@NullMarked
package io.backflow.clipping.internal;

import org.jspecify.annotations.NullMarked;
