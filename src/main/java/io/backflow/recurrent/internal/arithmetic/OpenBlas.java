// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/** Matrix products by the OpenBLAS that ND4J has loaded, without ND4J's cost per operation. */
public final class OpenBlas {

    /** Products of floats. */
    public static final MatrixProduct<float[]> FLOATS = OpenBlas::multiplyFloats;

    /** Products of doubles. */
    public static final MatrixProduct<double[]> DOUBLES = OpenBlas::multiplyDoubles;

    private OpenBlas() {}

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
