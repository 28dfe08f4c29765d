// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import java.util.Random;

/** Matrices with known spectra. */
public final class Matrices {

    private Matrices() {}

    /** Returns a random orthogonal matrix, row-major: Gram and Schmidt on random rows, twice. */
    public static double[] orthogonal(int size, long seed) {
        Random random = new Random(seed);
        double[][] rows = new double[size][];
        for (int i = 0; i < size; i++) {
            rows[i] = random.doubles(size, -1, 1).toArray();
            for (int pass = 0; pass < 2; pass++) {
                for (int j = 0; j < i; j++) {
                    Vectors.add(rows[i], -Vectors.dot(rows[j], rows[i]), rows[j]);
                }
                Vectors.divide(rows[i], Vectors.norm(rows[i]));
            }
        }
        double[] q = new double[size * size];
        for (int i = 0; i < size; i++) {
            System.arraycopy(rows[i], 0, q, i * size, size);
        }
        return q;
    }

    static double[] random(int size, long seed) {
        return new Random(seed).doubles((long) size * size, -1, 1).toArray();
    }

    /** Returns {@code a b}. */
    static double[] product(double[] a, double[] b, int size) {
        double[] c = new double[size * size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                for (int k = 0; k < size; k++) {
                    c[i * size + j] += a[i * size + k] * b[k * size + j];
                }
            }
        }
        return c;
    }

    static double[] transpose(double[] a, int size) {
        double[] t = new double[size * size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                t[j * size + i] = a[i * size + j];
            }
        }
        return t;
    }

    static double[] diagonal(double... values) {
        double[] d = new double[values.length * values.length];
        for (int i = 0; i < values.length; i++) {
            d[i * values.length + i] = values[i];
        }
        return d;
    }

    static double[][] columns(double[] a, int size) {
        double[][] columns = new double[size][size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                columns[j][i] = a[i * size + j];
            }
        }
        return columns;
    }

    /**
     * Returns the natural logarithm of the spectral radius by LAPACK, negative infinity for 0; the matrix is
     * overwritten.
     */
    static double logRadius(double[] a, int size) {
        return Math.log(SpectralRadius.largest(a, size).modulus());
    }
}
