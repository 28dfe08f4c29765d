package io.backflow.recurrent.internal.kernel;

import java.util.Optional;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** Matrix products and eigenvalues by the OpenBLAS that ND4J has loaded, without ND4J's cost per operation. */
public final class OpenBlas {

    /** Products of floats. */
    public static final MatrixProduct<float[]> FLOATS = OpenBlas::multiplyFloats;

    /** Products of doubles. */
    public static final MatrixProduct<double[]> DOUBLES = OpenBlas::multiplyDoubles;

    private OpenBlas() {}

    /**
     * Returns whether the library can be loaded.
     *
     * @param loader the class loader that sees the library, if there is one
     */
    public static boolean isAvailable(ClassLoader loader) {
        try {
            Class.forName("org.bytedeco.openblas.global.openblas", true, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }

    /** Returns how many threads a product may use. */
    public static int threads() {
        return openblas.blas_get_num_threads();
    }

    /** Sets how many threads a product may use, for the whole process. */
    public static void setThreads(int threads) {
        openblas.blas_set_num_threads(threads);
    }

    /**
     * Returns the eigenvalues of a matrix, their real parts and their imaginary parts, by LAPACK's {@code geev}, which balances the matrix
     * first; nothing if its iteration does not end.
     *
     * @param matrix of finite elements by rows or by columns, {@code size x size}; overwritten
     */
    public static Optional<double[][]> eigenvalues(double[] matrix, int size) {
        double[] re = new double[size];
        double[] im = new double[size];
        byte no = (byte) 'N';
        int info = openblas.LAPACKE_dgeev(
                openblas.LAPACK_COL_MAJOR, no, no, size, matrix, size, re, im, new double[1], 1, new double[1], 1);
        return info == 0 ? Optional.of(new double[][] {re, im}) : Optional.empty();
    }

    private static void multiplyFloats(
            int rows,
            int columns,
            int inner,
            MatrixProduct.Matrix<float[]> a,
            MatrixProduct.Matrix<float[]> b,
            double beta,
            MatrixProduct.Matrix<float[]> c) {
        openblas.cblas_sgemm(
                openblas.CblasRowMajor,
                operation(a),
                operation(b),
                rows,
                columns,
                inner,
                1f,
                (FloatPointer) a.memory().movedTo(a.offset()),
                a.rowLength(),
                (FloatPointer) b.memory().movedTo(b.offset()),
                b.rowLength(),
                (float) beta,
                (FloatPointer) c.memory().movedTo(c.offset()),
                c.rowLength());
        used(a, b, c);
    }

    private static void multiplyDoubles(
            int rows,
            int columns,
            int inner,
            MatrixProduct.Matrix<double[]> a,
            MatrixProduct.Matrix<double[]> b,
            double beta,
            MatrixProduct.Matrix<double[]> c) {
        openblas.cblas_dgemm(
                openblas.CblasRowMajor,
                operation(a),
                operation(b),
                rows,
                columns,
                inner,
                1,
                (DoublePointer) a.memory().movedTo(a.offset()),
                a.rowLength(),
                (DoublePointer) b.memory().movedTo(b.offset()),
                b.rowLength(),
                beta,
                (DoublePointer) c.memory().movedTo(c.offset()),
                c.rowLength());
        used(a, b, c);
    }

    private static void used(MatrixProduct.Matrix<?> a, MatrixProduct.Matrix<?> b, MatrixProduct.Matrix<?> c) {
        a.memory().used();
        b.memory().used();
        c.memory().used();
    }

    private static int operation(MatrixProduct.Matrix<?> matrix) {
        return matrix.transposed() ? openblas.CblasTrans : openblas.CblasNoTrans;
    }
}
