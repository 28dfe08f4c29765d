// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

/** A square matrix by its elements. */
public final class DenseMap implements LinearMap {

    private final double[][] rows;
    private final double[][] columns;

    /** Takes the matrix by its rows, which it keeps. */
    public DenseMap(double[][] rows) {
        this.rows = rows;
        columns = Vectors.transpose(rows);
    }

    @Override
    public int size() {
        return rows.length;
    }

    @Override
    public long work() {
        return (long) rows.length * rows.length;
    }

    @Override
    public double apply(double[] in, double[] out) {
        Vectors.sumOfRows(columns, in, out);
        return 0;
    }

    @Override
    public double applyTransposed(double[] in, double[] out) {
        Vectors.sumOfRows(rows, in, out);
        return 0;
    }
}
