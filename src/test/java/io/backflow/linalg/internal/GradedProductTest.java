// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products whose small singular values lie far below the rounding error of the largest. */
class GradedProductTest {

    /** On natural logarithms of values that some hundred steps have made. */
    private static final double TOLERANCE = 1e-10;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 100, 1000})
    void powersOfASymmetricMatrixHaveThePowersOfItsEigenvalues(int lag) {
        double[] eigenvalues = {1.5, 1, 0.5, 0.2, 0.01};
        double[] q = Matrices.orthogonal(5, 3);
        double[] symmetric =
                Matrices.product(Matrices.product(q, Matrices.diagonal(eigenvalues), 5), Matrices.transpose(q, 5), 5);
        LinearMap map = new DenseMap(Vectors.rows(symmetric, 5));
        double[] logs = GradedProduct.logs(Collections.nCopies(lag, map));
        for (int i = 0; i < 5; i++) {
            assertThat(logs[i] / lag).isCloseTo(Math.log(eigenvalues[i]), within(TOLERANCE));
        }
    }

    /** The logarithms of all singular values sum to that of the determinant, which is the sum of the factors'. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void singularValuesOfRandomProductsMultiplyToTheDeterminant(long seed) {
        List<LinearMap> factors = new ArrayList<>();
        double determinant = 0;
        for (int i = 0; i < 60; i++) {
            double[] a = Matrices.random(6, 100 * seed + i);
            factors.add(new DenseMap(Vectors.rows(a, 6)));
            for (double value : SingularValues.of(Matrices.columns(a, 6))) {
                determinant += Math.log(value);
            }
        }
        double[] logs = GradedProduct.logs(factors);
        double sum = 0;
        for (double log : logs) {
            sum += log;
        }
        assertThat(sum).isCloseTo(determinant, within(TOLERANCE));
        assertThat(logs[0] - logs[5]).isGreaterThan(50);
    }

    @Test
    void aDirectionThatAStepCutsOffIsGone() {
        LinearMap cut = new DenseMap(Vectors.rows(Matrices.diagonal(1, 0, 0.5), 3));
        LinearMap turn = new DenseMap(Vectors.rows(Matrices.orthogonal(3, 1), 3));
        double[] logs = GradedProduct.logs(List.of(turn, cut, turn));
        assertThat(logs[0]).isCloseTo(0, within(TOLERANCE));
        assertThat(logs[1]).isCloseTo(Math.log(0.5), within(TOLERANCE));
        assertThat(logs[2]).isEqualTo(Double.NEGATIVE_INFINITY);
    }
}
