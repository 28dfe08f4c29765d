// SPDX-License-Identifier: Apache-2.0
/** What the commands of all packages share: the screen, JSON on standard output, how much is logged. */
@NullMarked
package io.backflow.cli.internal;

import org.jspecify.annotations.NullMarked;
