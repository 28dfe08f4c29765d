// SPDX-License-Identifier: Apache-2.0
/**
 * Running what a configuration says: the network of a job, one run, the grid of runs of a comparison, and the
 * directory that each leaves behind. Training itself is DL4J's: its {@code fit}, solver, updaters and evaluation.
 */
@NullMarked
package io.backflow.run.internal;

import org.jspecify.annotations.NullMarked;
