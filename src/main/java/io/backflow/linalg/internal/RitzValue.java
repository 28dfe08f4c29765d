// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import java.util.List;

/**
 * The largest eigenvalue of a matrix A on a Krylov space, and how far it may lie from one of A itself.
 *
 * <p>With y and z the right and left eigenvectors, of length 1, of the Hessenberg matrix H on the space, {@code x = V
 * y} has the residual {@code ||A x - theta x|| = h |y_last|}, where h leads out of the space. Theta is an eigenvalue of
 * a matrix this close to A, and of A to first order in the residual times the condition number {@code 1 / |z' y|},
 * which is 1 for a normal matrix.
 *
 * @param theta the eigenvalue of H
 * @param error residual times condition number
 * @see <a href="https://doi.org/10.1137/1.9780898719581">Saad (2011), chapters 3 and 6</a>
 */
record RitzValue(Eigenvalue theta, double error) {

    /**
     * Returns the value.
     *
     * @param hessenberg the columns of H, column j with j + 2 elements; the last element of the last column is h
     */
    static RitzValue of(List<double[]> hessenberg) {
        int size = hessenberg.size();
        double[][] rows = new double[size][size];
        double[][] flipped = new double[size][size];
        double[] all = new double[size * size];
        for (int j = 0; j < size; j++) {
            double[] column = hessenberg.get(j);
            for (int i = 0; i < Math.min(size, column.length); i++) {
                rows[i][j] = column[i];
                flipped[size - 1 - j][size - 1 - i] = column[i];
                all[j * size + i] = column[i];
            }
        }
        Eigenvalue theta = SpectralRadius.largest(all, size);
        HessenbergVector right = HessenbergVector.of(rows, theta);
        // The transpose, rows and columns in reverse, is a Hessenberg matrix too.
        HessenbergVector left = HessenbergVector.of(flipped, theta);
        double residual = Math.hypot(right.modulus(size - 1) * hessenberg.get(size - 1)[size], right.residual());
        return new RitzValue(theta, (residual + left.residual()) / right.reversedProduct(left));
    }
}
