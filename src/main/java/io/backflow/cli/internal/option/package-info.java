// SPDX-License-Identifier: Apache-2.0
/** Options that change what a configuration says. */
@NullMarked
package io.backflow.cli.internal.option;

import org.jspecify.annotations.NullMarked;
