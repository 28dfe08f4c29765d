// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

/**
 * What an iteration found.
 *
 * @param log natural logarithm of the value; negative infinity for 0, NaN if the matrix holds a NaN or infinite value
 * @param iterations how many it took
 * @param converged whether the tolerance was met; if not, the value is the best one known, and for singular values too
 *     small
 */
public record Estimate(double log, int iterations, boolean converged) {}
