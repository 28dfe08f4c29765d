// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

/**
 * The L2 norm, which neither overflows nor underflows where its true value does not.
 *
 * <pre>{@code ||x|| = m sqrt(sum of (x_i / m)^2)      m = max |x_i|}</pre>
 *
 * <p>The plain sum of squares is out of range of double where a norm is over 1e154, and has lost digits or all of
 * itself where one is under 1e-154. It is as good as the scaled one in between and costs less, so whoever has it asks
 * {@link #isSafe} first. Norms follow IEEE arithmetic: a NaN makes the norm NaN, and without one an infinite element
 * makes it infinite.
 *
 * <p>An object of this class adds up one norm element by element, with the largest so far as m.
 *
 * @see <a href="https://doi.org/10.1145/355769.355771">Blue (1978), a portable Fortran program to find the Euclidean
 *     norm</a>
 */
public final class L2Norm {

    /** A smaller sum of squares may be made of squares that are no normal numbers, and have lost digits. */
    private static final double LEAST_SAFE = 1e-280;

    private double largest;
    private double sum;

    /** Begins a norm without elements. */
    public L2Norm() {}

    /**
     * Begins a norm whose largest element is known, which spares scaling anew.
     *
     * @param largest absolute value of the largest element, or more
     */
    public L2Norm(double largest) {
        this.largest = largest;
    }

    /** Returns whether a plain sum of squares is in the range in which its root is the norm to rounding. */
    public static boolean isSafe(double squares) {
        return squares >= LEAST_SAFE && squares < Double.POSITIVE_INFINITY;
    }

    /** Returns the norm of a vector: by the plain sum of squares if that is safe. */
    public static double of(double... values) {
        return of(values, 0, values.length);
    }

    /** Returns the norm of {@code length} elements from {@code offset} on, as {@link #of(double...)} does. */
    public static double of(double[] values, int offset, int length) {
        double squares = 0;
        for (int i = offset; i < offset + length; i++) {
            squares += values[i] * values[i];
        }
        return isSafe(squares) ? Math.sqrt(squares) : scaled(values, offset, length);
    }

    /** Returns the norm of a vector by the scaled sum, whatever its size. */
    public static double scaled(double... values) {
        return scaled(values, 0, values.length);
    }

    private static double scaled(double[] values, int offset, int length) {
        double largest = 0;
        for (int i = offset; i < offset + length; i++) {
            largest = Math.max(largest, Math.abs(values[i])); // NaN stays
        }
        L2Norm norm = new L2Norm(largest);
        for (int i = offset; i < offset + length; i++) {
            norm.add(values[i]);
        }
        return norm.value();
    }

    /** Adds an element. */
    public void add(double value) {
        double size = Math.abs(value);
        if (size > largest) {
            double shrink = largest / size;
            sum = 1 + sum * shrink * shrink;
            largest = size;
        } else if (size == largest) {
            sum += size > 0 ? 1 : 0;
        } else {
            double ratio = size / largest;
            sum += ratio * ratio;
        }
    }

    /** Returns the norm of what was added. */
    public double value() {
        return largest == 0 ? sum : largest * Math.sqrt(sum);
    }
}
