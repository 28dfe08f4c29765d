// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import java.util.Arrays;

/**
 * The transpose of a matrix column by column, {@code e^log} times its columns; the largest column has length 1, or all
 * are 0.
 *
 * <p>The transpose, because what scales a Jacobian, slopes and gates, scales its rows, and {@link SingularValues} are
 * right where small if it is columns that are small. A column that is shorter than 1e-308 times the largest is lost.
 */
public final class Assembled {

    private final double[][] columns;
    private final double log;

    private Assembled(double[][] columns, double log) {
        this.columns = columns;
        this.log = log;
    }

    /** Assembles a matrix from the images of unit vectors under its transpose. */
    public static Assembled of(LinearMap a) {
        int size = a.size();
        double[][] columns = new double[size][size];
        double[] logs = new double[size];
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < size; j++) {
            double[] unit = new double[size];
            unit[j] = 1;
            logs[j] = a.applyTransposed(unit, columns[j]);
            double norm = Vectors.norm(columns[j]);
            if (norm > 0) {
                Vectors.divide(columns[j], norm);
                logs[j] += Math.log(norm);
                largest = Math.max(largest, logs[j]);
            }
        }
        if (largest == Double.NEGATIVE_INFINITY) {
            // All 0, or with a NaN: which the columns say.
            return new Assembled(columns, 0);
        }
        for (int j = 0; j < size; j++) {
            double scale = Math.exp(logs[j] - largest);
            columns[j] = Arrays.stream(columns[j]).map(x -> x * scale).toArray();
        }
        return new Assembled(columns, largest);
    }

    /** Returns the natural logarithm of the factor. */
    public double log() {
        return log;
    }

    /** Returns the columns themselves. */
    public double[][] columns() {
        return columns;
    }

    /** Returns the Frobenius norm, without the factor. */
    double norm() {
        return Vectors.norm(Arrays.stream(columns).mapToDouble(Vectors::norm).toArray());
    }

    /** Returns a copy, column after column. */
    double[] columnMajor() {
        return Vectors.concatenated(columns);
    }
}
