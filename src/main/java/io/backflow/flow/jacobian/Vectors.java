package io.backflow.flow.jacobian;

import java.util.Random;

/** Loops over vectors, and the products with a row-major matrix. */
final class Vectors {

    /** Any fixed number: what counts is that every measurement starts from the same vector. */
    private static final long START_SEED = 20_130_516;

    private Vectors() {}

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Returns the L2 norm; of vectors whose squares would vanish or overflow too. */
    static double norm(double[] a) {
        double sum = dot(a, a);
        if (sum > 1e-280 && sum < 1e280) {
            return Math.sqrt(sum);
        }
        double largest = 0;
        for (double x : a) {
            largest = Math.max(largest, Math.abs(x)); // NaN if any element is
        }
        if (!(largest > 0) || largest == Double.POSITIVE_INFINITY) {
            return largest;
        }
        double scaled = 0;
        for (double x : a) {
            scaled += (x / largest) * (x / largest);
        }
        return largest * Math.sqrt(scaled);
    }

    static void divide(double[] a, double by) {
        for (int i = 0; i < a.length; i++) {
            a[i] /= by;
        }
    }

    /** {@code a = a + factor b}. */
    static void add(double[] a, double factor, double[] b) {
        for (int i = 0; i < a.length; i++) {
            a[i] += factor * b[i];
        }
    }

    /** Returns the vector that every iteration starts from: of length 1, and with a part in any direction. */
    static double[] start(int size) {
        Random random = new Random(START_SEED);
        double[] v = random.doubles(size, -1, 1).toArray();
        divide(v, norm(v));
        return v;
    }

    /**
     * {@code out = M' v}, of M [v.length, out.length]: four rows at a time, so that {@code out} is written a quarter as often.
     */
    static void transposedProduct(double[] m, double[] v, double[] out) {
        int columns = out.length;
        java.util.Arrays.fill(out, 0);
        int i = 0;
        for (; i + 3 < v.length; i += 4) {
            int r0 = i * columns;
            int r1 = r0 + columns;
            int r2 = r1 + columns;
            int r3 = r2 + columns;
            double v0 = v[i];
            double v1 = v[i + 1];
            double v2 = v[i + 2];
            double v3 = v[i + 3];
            for (int j = 0; j < columns; j++) {
                out[j] += v0 * m[r0 + j] + v1 * m[r1 + j] + v2 * m[r2 + j] + v3 * m[r3 + j];
            }
        }
        for (; i < v.length; i++) {
            for (int j = 0; j < columns; j++) {
                out[j] += v[i] * m[i * columns + j];
            }
        }
    }

    /** {@code out = M v}, of M [out.length, v.length]: four sums at a time, since one sum alone waits for itself. */
    static void product(double[] m, double[] v, double[] out) {
        int columns = v.length;
        int i = 0;
        for (; i + 3 < out.length; i += 4) {
            int r0 = i * columns;
            int r1 = r0 + columns;
            int r2 = r1 + columns;
            int r3 = r2 + columns;
            double s0 = 0;
            double s1 = 0;
            double s2 = 0;
            double s3 = 0;
            for (int j = 0; j < columns; j++) {
                double x = v[j];
                s0 += m[r0 + j] * x;
                s1 += m[r1 + j] * x;
                s2 += m[r2 + j] * x;
                s3 += m[r3 + j] * x;
            }
            out[i] = s0;
            out[i + 1] = s1;
            out[i + 2] = s2;
            out[i + 3] = s3;
        }
        for (; i < out.length; i++) {
            double sum = 0;
            for (int j = 0; j < columns; j++) {
                sum += m[i * columns + j] * v[j];
            }
            out[i] = sum;
        }
    }
}
