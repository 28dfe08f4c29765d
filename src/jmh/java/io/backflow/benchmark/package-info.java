// SPDX-License-Identifier: Apache-2.0
/** Benchmarks; compiled and run only in the profile {@code jmh}. */
@NullMarked
package io.backflow.benchmark;

import org.jspecify.annotations.NullMarked;
