// SPDX-License-Identifier: Apache-2.0
package io.backflow.statistics.internal;

/**
 * The one rule by which quantiles, percentiles and medians are taken here: straight lines between the ordered values.
 *
 * <pre>{@code
 * h = q (n - 1)
 * Q(q) = x_(i) + (h - i) (x_(i+1) - x_(i))      i = floor(h), counted from 0
 * }</pre>
 *
 * <p>It is Hyndman and Fan's type 7, which {@code numpy.percentile} has by default. The median, {@code q = 0.5}, is the
 * middle value, or the mean of the two in the middle.
 *
 * @see <a href="https://doi.org/10.1080/00031305.1996.10473566">Hyndman and Fan (1996), sample quantiles in statistical
 *     packages, definition 7</a>
 */
public final class Quantile {

    private Quantile() {}

    /** Returns the quantile of a whole array in ascending order; NaN if it is empty. */
    public static double ofSorted(double[] sorted, double q) {
        return ofSorted(sorted, sorted.length, q);
    }

    /**
     * Returns the quantile of the first {@code count} values of an array, which are in ascending order; NaN if there is
     * none.
     *
     * @param q from 0, the smallest, over 0.5, the median, to 1, the largest
     * @throws IllegalArgumentException if q is another
     */
    public static double ofSorted(double[] sorted, int count, double q) {
        if (count == 0) {
            return Double.NaN;
        }
        double position = position(count, q);
        int below = (int) position;
        return between(sorted[below], sorted[Math.min(below + 1, count - 1)], position - below);
    }

    /**
     * Returns where among {@code count} ordered values the quantile lies: the index, from 0 on, of the value below it,
     * and the way from there to the next.
     *
     * @param q from 0 to 1
     * @throws IllegalArgumentException if q is another
     */
    public static double position(long count, double q) {
        if (!(q >= 0.0 && q <= 1.0)) { // written so that NaN fails too
            throw new IllegalArgumentException("A quantile must be between 0 and 1, got " + q);
        }
        return q * (count - 1);
    }

    /** Returns the value on the straight line from one value to the next; of equal infinities the infinity. */
    public static double between(double low, double high, double share) {
        if (share == 0 || low == high) {
            return low;
        }
        boolean finite = Double.isFinite(low) && Double.isFinite(high);
        return finite ? low + (high - low) * share : low * (1 - share) + high * share;
    }
}
