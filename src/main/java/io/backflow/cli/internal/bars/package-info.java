// SPDX-License-Identifier: Apache-2.0
/** The lines that are drawn again and again on a terminal while runs train. */
@NullMarked
package io.backflow.cli.internal.bars;

import org.jspecify.annotations.NullMarked;
