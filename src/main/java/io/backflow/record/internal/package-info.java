// SPDX-License-Identifier: Apache-2.0
/** Files of lines, cut where a line is not whole. */
@NullMarked
package io.backflow.record.internal;

import org.jspecify.annotations.NullMarked;
