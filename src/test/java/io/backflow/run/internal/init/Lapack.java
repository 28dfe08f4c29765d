// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.init;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.openblas.global.openblas;

/** LAPACK's QR algorithm, which shares no code with ours. */
final class Lapack {

    private Lapack() {}

    static double spectralRadius(double[][] matrix) {
        int n = matrix.length;
        double[] flat = new double[n * n];
        for (int row = 0; row < n; row++) {
            System.arraycopy(matrix[row], 0, flat, row * n, n);
        }
        double[] real = new double[n];
        double[] imaginary = new double[n];
        int info = openblas.LAPACKE_dgeev(
                openblas.LAPACK_ROW_MAJOR,
                (byte) 'N',
                (byte) 'N',
                n,
                flat,
                n,
                real,
                imaginary,
                new double[1],
                n,
                new double[1],
                n);
        assertThat(info).isZero();
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.hypot(real[i], imaginary[i]));
        }
        return largest;
    }
}
