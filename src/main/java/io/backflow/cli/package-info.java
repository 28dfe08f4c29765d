// SPDX-License-Identifier: Apache-2.0
/**
 * The command line: commands, exit codes and progress. The only place that prints: results go to standard output,
 * progress, logs and errors to standard error.
 */
@NullMarked
package io.backflow.cli;

import org.jspecify.annotations.NullMarked;
