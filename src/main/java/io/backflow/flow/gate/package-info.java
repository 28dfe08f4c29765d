// SPDX-License-Identifier: Apache-2.0
/** How far open the gates of a cell are, and how many of its units are saturated, over time. */
@NullMarked
package io.backflow.flow.gate;

import org.jspecify.annotations.NullMarked;
