// SPDX-License-Identifier: Apache-2.0
/** The programs of the package {@code before} with Backflow plugged in: no more than nine lines are new or changed. */
@NullMarked
package io.backflow.examples.after;

import org.jspecify.annotations.NullMarked;
