// SPDX-License-Identifier: Apache-2.0
/**
 * What a host's own recurrent cell is made of: {@link io.backflow.config.CellConfig}, its rules, and how weights are
 * drawn.
 *
 * <p>The records of jobs and comparisons, and the cells that come with the program, are in the packages below.
 */
@NullMarked
package io.backflow.config;

import org.jspecify.annotations.NullMarked;
