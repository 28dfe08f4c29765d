// SPDX-License-Identifier: Apache-2.0
/**
 * Linear algebra: one safe norm, LAPACK through the OpenBLAS that ND4J has loaded, products on a logarithmic scale and
 * Krylov iterations.
 */
@NullMarked
package io.backflow.linalg.internal;

import org.jspecify.annotations.NullMarked;
