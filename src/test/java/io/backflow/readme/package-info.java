// SPDX-License-Identifier: Apache-2.0
/** Holds the README to its word. */
@NullMarked
package io.backflow.readme;

import org.jspecify.annotations.NullMarked;
