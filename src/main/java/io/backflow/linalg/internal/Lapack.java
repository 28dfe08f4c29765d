package io.backflow.linalg.internal;

import java.util.Optional;
import org.bytedeco.openblas.global.openblas;

/** LAPACK by the OpenBLAS that ND4J has loaded, in one thread. Matrices are column-major. */
final class Lapack {

    private static final byte NO = 'N';

    private Lapack() {}

    /**
     * Returns the eigenvalues of a matrix, their real parts and their imaginary parts, by {@code geev}, which balances the matrix first; nothing
     * if its iteration does not end.
     *
     * @param matrix of finite elements by rows or by columns, {@code size x size}; overwritten
     */
    static Optional<double[][]> eigenvalues(double[] matrix, int size) {
        double[] re = new double[size];
        double[] im = new double[size];
        int info = BlasLibrary.inOneThread(() -> openblas.LAPACKE_dgeev(
                openblas.LAPACK_COL_MAJOR, NO, NO, size, matrix, size, re, im, new double[1], 1, new double[1], 1));
        return info == 0 ? Optional.of(new double[][] {re, im}) : Optional.empty();
    }
}
