// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import java.util.Arrays;
import java.util.Comparator;

/**
 * All singular values of a dense matrix, by LAPACK's {@code gejsv}: one-sided Jacobi rotations after QR factorisations
 * with pivoting.
 *
 * <p>Its option {@code 'C'} finds a singular value to a small relative error wherever it is small because columns are,
 * as with gates that are nearly closed: the error depends on the condition of the matrix with its columns scaled to
 * equal length. {@code gesvd} and {@code gesdd} have the rounding error of the largest value in all of them, and
 * {@code gesvj} alone needs full rank.
 *
 * <p>Columns of which no two have an element in the same row, as of a diagonal matrix, are orthogonal as they are, and
 * their lengths the values. {@code gejsv} would scale them and scale them back, and give an identity values beside 1.
 *
 * @see <a href="https://doi.org/10.1137/050639193">Drmac and Veselic (2008), new fast and accurate Jacobi SVD
 *     algorithm</a>
 */
public final class SingularValues {

    private SingularValues() {}

    /**
     * Returns the values, from the largest to the smallest, one for each column; NaN throughout if an element is NaN or
     * infinite, or the rotations do not end.
     *
     * @param columns each of at least as many elements as there are columns; columns 1e-150 times as long as the
     *     longest count as 0
     */
    public static double[] of(double[][] columns) {
        double[] matrix = Vectors.concatenated(columns);
        if (!Vectors.isFinite(matrix)) {
            return none(columns.length);
        }
        return isDisjoint(columns)
                ? lengths(columns)
                : Lapack.singularValues(matrix, columns[0].length, columns.length)
                        .orElseGet(() -> none(columns.length));
    }

    /** Returns whether no row has two elements other than 0. */
    private static boolean isDisjoint(double[][] columns) {
        for (int i = 0; i < columns[0].length; i++) {
            int found = 0;
            for (double[] column : columns) {
                if (column[i] != 0) {
                    found++;
                    if (found > 1) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private static double[] lengths(double[][] columns) {
        return Arrays.stream(columns)
                .map(Vectors::norm)
                .sorted(Comparator.reverseOrder())
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static double[] none(int count) {
        double[] values = new double[count];
        Arrays.fill(values, Double.NaN);
        return values;
    }
}
