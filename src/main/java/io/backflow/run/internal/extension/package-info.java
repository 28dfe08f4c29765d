// SPDX-License-Identifier: Apache-2.0
/** A comparison that takes over the runs of one with fewer seeds, arms or tasks. */
@NullMarked
package io.backflow.run.internal.extension;

import org.jspecify.annotations.NullMarked;
