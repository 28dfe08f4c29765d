// SPDX-License-Identifier: Apache-2.0
/** The commands that answer questions about runs that are there. */
@NullMarked
package io.backflow.cli.internal.runs;

import org.jspecify.annotations.NullMarked;
