// SPDX-License-Identifier: Apache-2.0
/** Figures of samples, each by one named rule. */
@NullMarked
package io.backflow.statistics.internal;

import org.jspecify.annotations.NullMarked;
