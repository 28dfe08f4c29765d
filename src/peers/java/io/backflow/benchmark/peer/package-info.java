// SPDX-License-Identifier: Apache-2.0
/** Other libraries doing the work of the benchmarks; compiled only in the profiles {@code jmh,peers}. */
@NullMarked
package io.backflow.benchmark.peer;

import org.jspecify.annotations.NullMarked;
