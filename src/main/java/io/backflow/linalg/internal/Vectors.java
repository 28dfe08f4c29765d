// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import java.util.Arrays;
import java.util.Random;

/** Loops over vectors, and the product with a matrix. */
public final class Vectors {

    /** Any fixed number: what counts is that every measurement starts from the same vector. */
    private static final long START_SEED = 20_130_516;

    private Vectors() {}

    /** Returns the sum of products. */
    public static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** Returns the L2 norm; of vectors whose squares would vanish or overflow too. */
    public static double norm(double[] a) {
        return L2Norm.of(a);
    }

    /** {@code a = a / by}. */
    public static void divide(double[] a, double by) {
        for (int i = 0; i < a.length; i++) {
            a[i] /= by;
        }
    }

    /** {@code a = a + factor b}. */
    public static void add(double[] a, double factor, double[] b) {
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
     * {@code out = M' v}, of M given by its rows, each as long as {@code out}.
     *
     * <p>Rows are arrays of their own, read at the index that is written to: else the JIT could not tell that a write
     * does not change what is read next, and would not vectorise. Four at a time, so that {@code out} is written a
     * quarter as often.
     */
    public static void sumOfRows(double[][] m, double[] v, double[] out) {
        Arrays.fill(out, 0);
        int i = 0;
        for (; i + 3 < m.length; i += 4) {
            addFour(m[i], m[i + 1], m[i + 2], m[i + 3], v, i, out);
        }
        for (; i < m.length; i++) {
            add(out, v[i], m[i]);
        }
    }

    private static void addFour(
            double[] r0, double[] r1, double[] r2, double[] r3, double[] v, int from, double[] out) {
        double v0 = v[from];
        double v1 = v[from + 1];
        double v2 = v[from + 2];
        double v3 = v[from + 3];
        for (int j = 0; j < out.length; j++) {
            out[j] += v0 * r0[j] + v1 * r1[j] + v2 * r2[j] + v3 * r3[j];
        }
    }

    static boolean isFinite(double[] a) {
        for (double x : a) {
            if (!Double.isFinite(x)) {
                return false;
            }
        }
        return true;
    }

    /** Returns vectors of equal length, one after the other. */
    static double[] concatenated(double[][] vectors) {
        int length = vectors[0].length;
        double[] all = new double[vectors.length * length];
        for (int i = 0; i < vectors.length; i++) {
            System.arraycopy(vectors[i], 0, all, i * length, length);
        }
        return all;
    }

    /** Returns the rows of a row-major matrix. */
    public static double[][] rows(double[] matrix, int count) {
        int columns = matrix.length / count;
        double[][] rows = new double[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = Arrays.copyOfRange(matrix, i * columns, (i + 1) * columns);
        }
        return rows;
    }

    /** Returns the columns of a matrix that is given by its rows, or the other way round. */
    public static double[][] transpose(double[][] rows) {
        double[][] columns = new double[rows[0].length][rows.length];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < columns.length; j++) {
                columns[j][i] = rows[i][j];
            }
        }
        return columns;
    }
}
