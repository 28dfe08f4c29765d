// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Singular values of matrices that are made of known ones. */
class SingularValuesTest {

    /** Some hundred roundings. */
    private static final Offset<Double> ROUNDING = within(1e-13);

    private static final Percentage RELATIVE_ROUNDING = Percentage.withPercentage(1e-11);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void findsSingularValuesOfAllSizesToARelativeError(long seed) {
        double[] sizes = {3, 1, 1e-3, 1e-10, 1e-30, 1e-60, 1e-100};
        double[] graded =
                Matrices.product(Matrices.orthogonal(sizes.length, seed), Matrices.diagonal(sizes), sizes.length);
        double[] found = SingularValues.of(Matrices.columns(graded, sizes.length));
        for (int i = 0; i < sizes.length; i++) {
            assertThat(found[i]).isCloseTo(sizes[i], RELATIVE_ROUNDING);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 64})
    void findsTheSingularValuesOfAProductOfRotationsAndADiagonal(int size) {
        double[] values = new Random(4).doubles(size, 0.5, 2).toArray();
        double[] a = Matrices.product(
                Matrices.product(Matrices.orthogonal(size, 1), Matrices.diagonal(values), size),
                Matrices.orthogonal(size, 2),
                size);
        Arrays.sort(values);
        double[] found = SingularValues.of(Matrices.columns(a, size));
        for (int i = 0; i < size; i++) {
            assertThat(found[i]).isCloseTo(values[size - 1 - i], ROUNDING);
        }
    }

    @Test
    void findsNoSingularValuesWhereThereAreNoNumbers() {
        assertThat(SingularValues.of(new double[][] {{1, Double.NaN}, {0, 1}})).containsExactly(Double.NaN, Double.NaN);
        assertThat(SingularValues.of(new double[][] {{0, Double.NEGATIVE_INFINITY}, {0, 1}}))
                .containsExactly(Double.NaN, Double.NaN);
        assertThat(SingularValues.of(new double[][] {{0, 0}, {0, 0}})).containsExactly(0, 0);
    }

    /** Values that LAPACK gives in units of their own. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-300, 1e-160, 1, 1e160, 1e300})
    void findsThemWhereverInTheRangeOfADoubleTheyLie(double unit) {
        double[][] columns = Matrices.columns(Matrices.orthogonal(3, 1), 3);
        for (int j = 0; j < 3; j++) {
            for (int i = 0; i < 3; i++) {
                columns[j][i] *= unit * (j + 1);
            }
        }
        double[] found = SingularValues.of(columns);
        for (int j = 0; j < 3; j++) {
            assertThat(found[j]).isCloseTo(unit * (3 - j), RELATIVE_ROUNDING);
        }
        assertThat(SingularValues.of(new double[][] {{-2 * unit}})[0]).isCloseTo(2 * unit, RELATIVE_ROUNDING);
    }

    /** What plain {@code gesvj} does not do. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void findsThoseOfMatricesOfLessThanFullRank(int rank) {
        int size = 6;
        double[] values = new double[size];
        Arrays.fill(values, 0, rank, 2);
        double[] a = Matrices.product(
                Matrices.product(Matrices.orthogonal(size, 1), Matrices.diagonal(values), size),
                Matrices.orthogonal(size, 2),
                size);
        double[] found = SingularValues.of(Matrices.columns(a, size));
        for (int i = 0; i < size; i++) {
            assertThat(found[i]).isCloseTo(values[i], ROUNDING);
        }
    }

    @Test
    void columnsWithoutACommonRowHaveTheirLengthsExactly() {
        assertThat(SingularValues.of(new double[][] {{0, 0.1, 0}, {0, 0, 0}, {-0.3, 0, 0}}))
                .containsExactly(0.3, 0.1, 0);
        double[][] identity = Matrices.columns(Matrices.diagonal(1, 1, 1, 1, 1, 1), 6);
        assertThat(SingularValues.of(identity)).containsOnly(1);
        // Orthogonal, if products that vanish were trusted.
        assertThat(SingularValues.of(new double[][] {{1, 0}, {1e-200, 1e-200}})[1])
                .isCloseTo(1e-200, RELATIVE_ROUNDING);
        assertThat(SingularValues.of(new double[][] {{1e-170, 0}, {1e-170, 1e-170}})[0])
                .isCloseTo(1e-170 * (1 + Math.sqrt(5)) / 2, RELATIVE_ROUNDING);
    }

    @Test
    void takesMatricesOfMoreRowsThanColumns() {
        double[] found = SingularValues.of(new double[][] {{3, 0, 4, 0}, {0, 12, 0, 5}});
        assertThat(found[0]).isCloseTo(13, RELATIVE_ROUNDING);
        assertThat(found[1]).isCloseTo(5, RELATIVE_ROUNDING);
    }

    /** Bits that do not depend on how many threads a host leaves to OpenBLAS, whose number stays as it is. */
    @Test
    void areTheSameBitsWithAnyNumberOfThreads() {
        double[][] columns = Matrices.columns(Matrices.random(200, 1), 200);
        int before = BlasLibrary.threads();
        try {
            BlasLibrary.setThreads(1);
            double[] alone = SingularValues.of(columns);
            BlasLibrary.setThreads(4);
            int four = BlasLibrary.threads();
            assertThat(SingularValues.of(columns)).containsExactly(alone);
            assertThat(BlasLibrary.threads()).isEqualTo(four);
        } finally {
            BlasLibrary.setThreads(Math.max(1, before));
        }
    }
}
