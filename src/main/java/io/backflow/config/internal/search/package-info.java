// SPDX-License-Identifier: Apache-2.0
/** What a comparison searches for each arm before the arm is run, and the points at which it looks. */
@NullMarked
package io.backflow.config.internal.search;

import org.jspecify.annotations.NullMarked;
