// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import java.util.Optional;
import org.bytedeco.openblas.global.openblas;

/** LAPACK by the OpenBLAS that ND4J has loaded, in one thread. Matrices are column-major and of finite elements. */
final class Lapack {

    private static final byte NO = 'N';

    /** An array that is not looked at. */
    private static final double[] NONE = {0};

    private Lapack() {}

    /**
     * Returns the eigenvalues of a matrix, their real parts and their imaginary parts, by {@code geev}, which balances
     * the matrix first; nothing if its iteration does not end.
     *
     * @param matrix by rows or by columns, {@code size x size}; overwritten
     */
    static Optional<double[][]> eigenvalues(double[] matrix, int size) {
        double[] re = new double[size];
        double[] im = new double[size];
        int info = BlasLibrary.inOneThread(() -> openblas.LAPACKE_dgeev(
                openblas.LAPACK_COL_MAJOR, NO, NO, size, matrix, size, re, im, NONE, 1, NONE, 1));
        return info == 0 ? Optional.of(new double[][] {re, im}) : Optional.empty();
    }

    /**
     * Returns the singular values of a matrix, from the largest to the smallest, by {@code gejsv}; nothing if its
     * iteration does not end.
     *
     * @param matrix of at least as many rows as columns; overwritten
     */
    static Optional<double[]> singularValues(double[] matrix, int rows, int columns) {
        byte scaledColumns = 'C';
        byte restrictedRange = 'R';
        double[] values = new double[columns];
        double[] statistics = new double[7];
        int info = BlasLibrary.inOneThread(() -> openblas.LAPACKE_dgejsv(
                openblas.LAPACK_COL_MAJOR,
                scaledColumns,
                NO,
                NO,
                restrictedRange,
                NO,
                NO,
                rows,
                columns,
                matrix,
                rows,
                values,
                NONE,
                rows,
                NONE,
                columns,
                statistics,
                new int[3]));
        // Values that would overflow or underflow are in units of their own.
        double unit = statistics[0] / statistics[1];
        for (int i = 0; unit != 1 && i < columns; i++) {
            values[i] *= unit;
        }
        return info == 0 ? Optional.of(values) : Optional.empty();
    }

    /**
     * Replaces an upper bidiagonal matrix by its singular values, by {@code bdsqr}; returns whether its iteration
     * ended.
     *
     * @param diagonal overwritten by the singular values, from the largest to the smallest
     * @param above the elements above the diagonal, one fewer; overwritten
     * @param row a vector, as long as the diagonal; overwritten by its products with the left singular vectors
     */
    static boolean bidiagonalSingularValues(double[] diagonal, double[] above, double[] row) {
        byte upper = 'U';
        double[] beside = above.length == 0 ? NONE : above;
        int info = BlasLibrary.inOneThread(() -> openblas.LAPACKE_dbdsqr(
                openblas.LAPACK_COL_MAJOR,
                upper,
                diagonal.length,
                0,
                1,
                0,
                diagonal,
                beside,
                NONE,
                1,
                row,
                1,
                NONE,
                1));
        return info == 0;
    }
}
