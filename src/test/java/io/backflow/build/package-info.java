// SPDX-License-Identifier: Apache-2.0
/** Tests of the house itself: which room may import what, what a host project gets, what the jar holds. */
@NullMarked
package io.backflow.build;

import org.jspecify.annotations.NullMarked;
