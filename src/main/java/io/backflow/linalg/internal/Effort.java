// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

/**
 * How hard an iteration tries.
 *
 * @param tolerance relative error at which it stops
 * @param maxIterations images under the matrix, or pairs of an image under it and one under its transpose
 */
public record Effort(double tolerance, int maxIterations) {}
