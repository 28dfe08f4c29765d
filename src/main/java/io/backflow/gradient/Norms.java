// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

/**
 * The norms of one block at one stage.
 *
 * <p>The norms follow IEEE arithmetic: a NaN element makes them NaN and an infinite one makes them infinite, so that
 * nothing is hidden; the counts say how many elements are to blame.
 *
 * @param count number of elements
 * @param l1 sum of the absolute values
 * @param l2 square root of the sum of squares; neither overflows nor underflows where the true value does not
 * @param max largest absolute value
 * @param nonFinite number of elements that are NaN or infinite
 */
public record Norms(long count, double l1, double l2, double max, long nonFinite) {

    /** Returns the root of the mean square, {@code l2 / sqrt(count)}; 0 for a block without elements. */
    public double rms() {
        return count == 0 ? 0.0 : l2 / Math.sqrt((double) count);
    }

    /** Returns the norms of the same elements, each multiplied by a factor of at least 0. */
    public Norms times(double factor) {
        return factor == 1.0 ? this : new Norms(count, l1 * factor, l2 * factor, max * factor, nonFinite);
    }
}
