// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

/**
 * The softmax of the rows of a {@code float[]} matrix, in short loops.
 *
 * <p>With {@code n} the whole number next to {@code x / ln 2}, {@code exp(x) = 2^n exp(x - n ln 2)}. What is left is at
 * most {@code ln 2 / 2} in size, where a polynomial in float, with the coefficients of Cephes' {@code expf}, gives
 * {@code exp - 1} to a few 1e-8; that loop has no bit tricks and is vectorised. The next one makes {@code 2^n} from
 * bits, and multiplies and adds up in double: results are good to one unit in the last place.
 */
final class FloatSoftmax {

    /** exp(-104) rounds to 0 in float. */
    private static final float LOWEST = -104;

    private static final float LOG2_E = 1.442695f;

    /** ln 2 in two parts, of which the first has so few bits that its product with n is exact. */
    private static final float LN2_HIGH = 0.693359375f;

    private static final float LN2_LOW = -2.12194440e-4f;

    /** Added to a float below 2^22 in size, rounds it to a whole number, which then stands in the lowest bits. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    /** Rows are taken together up to about this many elements, which the first cache level holds. */
    private static final int CHUNK = 1024;

    private FloatSoftmax() {}

    static void rows(float[] z, int rows, int columns) {
        int together = Math.max(1, CHUNK / columns);
        Buffers buffers = new Buffers(Math.min(rows, together) * columns);
        for (int r = 0; r < rows; r += together) {
            chunk(z, r * columns, Math.min(together, rows - r), columns, buffers);
        }
    }

    private static final class Buffers {
        final float[] x;
        final float[] n;
        final double[] e;

        Buffers(int length) {
            x = new float[length];
            n = new float[length];
            e = new double[length];
        }
    }

    private static void chunk(float[] z, int from, int rows, int columns, Buffers b) {
        for (int r = 0; r < rows; r++) {
            int at = r * columns;
            subtract(z, from + at, highest(z, from + at, columns), b.x, at, columns);
        }
        reduce(b.x, b.n, rows * columns);
        for (int r = 0; r < rows; r++) {
            int at = r * columns;
            double sum = scale(b.x, b.n, at, columns, b.e);
            normalise(b.e, at, 1 / sum, z, from + at, columns);
        }
    }

    /** Returns the largest of a row, NaN if one is; four chains hide the latency of a maximum. */
    private static float highest(float[] z, int from, int count) {
        float h0 = z[from];
        float h1 = h0;
        float h2 = h0;
        float h3 = h0;
        int end = from + count;
        int i = from;
        for (; i + 3 < end; i += 4) {
            h0 = Math.max(h0, z[i]);
            h1 = Math.max(h1, z[i + 1]);
            h2 = Math.max(h2, z[i + 2]);
            h3 = Math.max(h3, z[i + 3]);
        }
        for (; i < end; i++) {
            h0 = Math.max(h0, z[i]);
        }
        return Math.max(Math.max(h0, h1), Math.max(h2, h3));
    }

    private static void subtract(float[] z, int from, float highest, float[] x, int at, int count) {
        for (int j = 0; j < count; j++) {
            x[at + j] = z[from + j] - highest;
        }
    }

    /** Replaces each {@code x <= 0} by {@code exp(x - n ln 2) - 1}, and leaves n with the rounder added; NaN stays. */
    private static void reduce(float[] x, float[] n, int length) {
        for (int i = 0; i < length; i++) {
            float v = Math.max(LOWEST, x[i]);
            float rounded = v * LOG2_E + ROUNDER;
            n[i] = rounded;
            float whole = rounded - ROUNDER;
            float r = v - whole * LN2_HIGH - whole * LN2_LOW;
            float p = 1.9875691500e-4f;
            p = p * r + 1.3981999507e-3f;
            p = p * r + 8.3334519073e-3f;
            p = p * r + 4.1665795894e-2f;
            p = p * r + 1.6666665459e-1f;
            p = p * r + 5.0000001201e-1f;
            x[i] = p * r * r + r;
        }
    }

    /** Makes the exponentials of a row of what {@link #reduce} left, and returns their sum. */
    private static double scale(float[] x, float[] n, int from, int count, double[] e) {
        double s0 = 0;
        double s1 = 0;
        int end = from + count;
        int i = from;
        for (; i + 1 < end; i += 2) {
            double e0 = (1.0 + x[i]) * powerOf2(n[i]);
            double e1 = (1.0 + x[i + 1]) * powerOf2(n[i + 1]);
            e[i] = e0;
            e[i + 1] = e1;
            s0 += e0;
            s1 += e1;
        }
        if (i < end) {
            e[i] = (1.0 + x[i]) * powerOf2(n[i]);
            s0 += e[i];
        }
        return s0 + s1;
    }

    private static double powerOf2(float rounded) {
        int n = Float.floatToRawIntBits(rounded) - ROUNDER_BITS;
        return Double.longBitsToDouble((long) (n + Double.MAX_EXPONENT) << 52);
    }

    private static void normalise(double[] e, int at, double scale, float[] z, int from, int count) {
        for (int j = 0; j < count; j++) {
            z[from + j] = (float) (e[at + j] * scale);
        }
    }
}
