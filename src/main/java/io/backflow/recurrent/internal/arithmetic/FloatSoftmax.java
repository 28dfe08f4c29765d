// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

/**
 * The softmax of the rows of a {@code float[]} matrix, in loops that the JIT vectorises.
 *
 * <p>The exponential of {@code x <= 0} is taken in double as {@code exp(x / 2^K)} to the power {@code 2^K}: a
 * polynomial and K squarings, without the bit tricks that would keep the loop from being vectorised. With {@code |x /
 * 2^K| <= 0.41} the polynomial of degree 9 is good to 4e-11, which the squarings raise to 1e-8: below a sixth of float
 * rounding.
 */
final class FloatSoftmax {

    /** exp(-104) rounds to 0 in float. */
    private static final double LOWEST = -104;

    private static final double SCALE = 1.0 / 256;

    /** Rows are taken together up to about this many elements, which the first cache level holds. */
    private static final int CHUNK = 1024;

    private FloatSoftmax() {}

    static void rows(float[] z, int rows, int columns) {
        int together = Math.max(1, CHUNK / columns);
        double[] e = new double[together * columns];
        for (int r = 0; r < rows; r += together) {
            chunk(z, r * columns, Math.min(together, rows - r), columns, e);
        }
    }

    private static void chunk(float[] z, int from, int rows, int columns, double[] e) {
        for (int r = 0; r < rows; r++) {
            int at = from + r * columns;
            float highest = highest(z, at, columns);
            for (int j = 0; j < columns; j++) {
                e[r * columns + j] = z[at + j] - highest;
            }
        }
        exp(e, rows * columns);
        for (int r = 0; r < rows; r++) {
            double scale = 1 / sum(e, r * columns, columns);
            for (int j = 0; j < columns; j++) {
                z[from + r * columns + j] = (float) (e[r * columns + j] * scale);
            }
        }
    }

    /**
     * Returns the largest of a row, NaN aside: one makes the row's sum NaN anyway. A comparison that rarely holds costs
     * less than {@link Math#max}, which looks for NaN and the sign of 0.
     */
    private static float highest(float[] z, int from, int count) {
        float highest = z[from];
        int end = from + count;
        for (int i = from + 1; i < end; i++) {
            if (z[i] > highest) {
                highest = z[i];
            }
        }
        return highest;
    }

    private static double sum(double[] e, int from, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int end = from + count;
        int i = from;
        for (; i + 3 < end; i += 4) {
            s0 += e[i];
            s1 += e[i + 1];
            s2 += e[i + 2];
            s3 += e[i + 3];
        }
        for (; i < end; i++) {
            s0 += e[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    /** Replaces each {@code x <= 0} by exp(x); NaN stays NaN. */
    static void exp(double[] x, int length) {
        for (int i = 0; i < length; i++) {
            double s = Math.max(LOWEST, x[i]) * SCALE;
            double p = 1 + s * (1.0 / 9);
            p = 1 + s * (1.0 / 8) * p;
            p = 1 + s * (1.0 / 7) * p;
            p = 1 + s * (1.0 / 6) * p;
            p = 1 + s * (1.0 / 5) * p;
            p = 1 + s * (1.0 / 4) * p;
            p = 1 + s * (1.0 / 3) * p;
            p = 1 + s * (1.0 / 2) * p;
            p = 1 + s * p;
            double p2 = p * p;
            double p4 = p2 * p2;
            double p8 = p4 * p4;
            double p16 = p8 * p8;
            double p32 = p16 * p16;
            double p64 = p32 * p32;
            double p128 = p64 * p64;
            x[i] = p128 * p128;
        }
    }
}
