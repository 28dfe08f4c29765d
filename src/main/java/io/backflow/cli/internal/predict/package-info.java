// SPDX-License-Identifier: Apache-2.0
/** Commands that ask the networks of runs. */
@NullMarked
package io.backflow.cli.internal.predict;

import org.jspecify.annotations.NullMarked;
