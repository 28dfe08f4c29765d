// SPDX-License-Identifier: Apache-2.0
/** Watching a run directory in a browser, from the command line. */
@NullMarked
package io.backflow.cli.internal.live;

import org.jspecify.annotations.NullMarked;
