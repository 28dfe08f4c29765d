// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spectral radii of matrices with known eigenvalues, by both methods. */
class SpectralRadiusTest {

    /** Some hundred roundings. */
    private static final Offset<Double> ROUNDING = within(1e-13);

    /** Asked of initial weights, which are rounded to 6e-8 of themselves. */
    private static final double RELATIVE_ERROR = 1e-10;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void spectralRadiusIsThatOfTheDiagonalOfATriangle(long seed) {
        int size = 6;
        double[] triangle = Matrices.random(size, seed);
        double largest = 0;
        for (int i = 0; i < size; i++) {
            Arrays.fill(triangle, i * size, i * size + i, 0);
            largest = Math.max(largest, Math.abs(triangle[i * size + i]));
        }
        double[] q = Matrices.orthogonal(size, seed);
        double[] similar = Matrices.product(Matrices.product(q, triangle, size), Matrices.transpose(q, size), size);
        assertThat(Math.exp(Matrices.logRadius(similar, size))).isCloseTo(largest, Percentage.withPercentage(1e-7));
    }

    @Test
    void spectralRadiusOfRotationsAndOfMatricesWithoutEigenvectors() {
        double[] rotation = {0.6, -0.8, 0.8, 0.6};
        assertThat(Matrices.logRadius(rotation, 2)).isCloseTo(0, ROUNDING);
        double[] nilpotent = {0, 1, 5, 0, 0, 7, 0, 0, 0};
        assertThat(Matrices.logRadius(nilpotent, 3)).isEqualTo(Double.NEGATIVE_INFINITY);
        double[] defective = {0.5, 1, 0, 0.5};
        assertThat(Math.exp(Matrices.logRadius(defective, 2))).isCloseTo(0.5, ROUNDING);
        assertThat(Matrices.logRadius(Matrices.diagonal(1e-300, 1e-305), 2)).isCloseTo(Math.log(1e-300), within(1e-9));
        assertThat(Matrices.logRadius(Matrices.diagonal(1e300, 2), 2)).isCloseTo(Math.log(1e300), within(1e-9));
        assertThat(Matrices.logRadius(new double[] {Double.NaN}, 1)).isNaN();
    }

    /**
     * A Jordan block moves its eigenvalues by the n-th root of a rounding error, which no method can undercut, but by
     * no more.
     */
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 10, 20, 32})
    void spectralRadiusOfAJordanBlockIsOffByTheRootOfRounding(int size) {
        double[] block = new double[size * size];
        for (int i = 0; i < size; i++) {
            block[i * size + i] = 0.9;
            if (i + 1 < size) {
                block[i * size + i + 1] = 1;
            }
        }
        double[] q = Matrices.orthogonal(size, 3);
        double[] turned = Matrices.product(Matrices.product(q, block, size), Matrices.transpose(q, size), size);
        assertThat(Math.exp(Matrices.logRadius(block, size))).isCloseTo(0.9, ROUNDING);
        assertThat(Math.exp(Matrices.logRadius(turned, size)))
                .isCloseTo(0.9, within(2 * Math.pow(size * Math.ulp(1.0), 1.0 / size)));
    }

    /** Perturbing by a rounding error of the norm K moves these eigenvalues by some K^2 of them. */
    @ParameterizedTest
    @ValueSource(doubles = {10, 1e3, 1e5, 1e6})
    void spectralRadiusOfAMatrixFarFromNormalIsThatOfOneNearIt(double k) {
        double[] q = Matrices.orthogonal(2, 3);
        double[] turned =
                Matrices.product(Matrices.product(q, new double[] {1, k, 0, 0.5}, 2), Matrices.transpose(q, 2), 2);
        assertThat(Math.exp(Matrices.logRadius(turned, 2))).isCloseTo(1, within(1e-14 + 10 * k * k * Math.ulp(1.0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 7, 16, 31})
    void spectralRadiusOfACycleIsOne(int size) {
        double[] cycle = new double[size * size];
        for (int i = 0; i < size; i++) {
            cycle[i * size + (i + 1) % size] = 1;
        }
        assertThat(Matrices.logRadius(cycle, size)).isCloseTo(0, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 40, 81, 150})
    void theMethodWithoutLapackAgreesWithIt(int size) {
        for (long seed = 1; seed <= 3; seed++) {
            double[] a = Matrices.random(size, seed);
            double radius = HessenbergQr.largest(a.clone(), size).modulus();
            assertThat(Math.log(radius)).isCloseTo(Matrices.logRadius(a, size), ROUNDING);
        }
        assertThat(HessenbergQr.largest(new double[size * size], size)).isEqualTo(Eigenvalue.ZERO);
    }

    /** Products of many steps leave a radius so far below the largest singular value that rounding is all there is. */
    @Test
    void aRadiusBelowTheRoundingOfTheMatrixIsFlagged() {
        double[] q = Matrices.orthogonal(2, 3);
        for (double small : new double[] {1, 1e-5, 1e-12}) {
            double[] far = {small, 1, 0, small / 2};
            double[] turned = Matrices.product(Matrices.product(q, far, 2), Matrices.transpose(q, 2), 2);
            Estimate radius = SpectralRadius.of(Assembled.of(new DenseMap(Vectors.rows(turned, 2))));
            assertThat(radius.converged()).isEqualTo(small > 1e-8);
        }
    }

    @Test
    void reproducibleRadiusIsTheLargestModulusOfKnownEigenvalues() {
        assertRadius(3.0, new double[][] {{-3}});
        assertRadius(2.0, new double[][] {{0, -2}, {2, 0}}); // 2i and -2i
        assertRadius(0.5, new double[][] {{0.5, 1000}, {0, -0.25}}); // far from normal
        // The companion matrix of (x - 1)(x - 2)(x - 3) = x^3 - 6 x^2 + 11 x - 6.
        assertRadius(3.0, new double[][] {{0, 0, 6}, {1, 0, -11}, {0, 1, 6}});
        // A Jordan block: its powers grow beyond those of its eigenvalue without end.
        assertRadius(0.9, new double[][] {{0.9, 1, 0}, {0, 0.9, 1}, {0, 0, 0.9}});
    }

    @Test
    void reproducibleRadiusIsZeroForANilpotentMatrix() {
        assertThat(SpectralRadius.reproducible(new double[][] {{0, 5, 7}, {0, 0, 9}, {0, 0, 0}}))
                .isZero();
    }

    @ParameterizedTest(name = "{1} units, seed {0}")
    @CsvSource({"1, 2", "2, 10", "3, 50", "5, 51", "8, 120"})
    void reproducibleRadiusIsThatOfLapack(long seed, int units) {
        double[][] matrix = Vectors.rows(
                new Random(seed).doubles((long) units * units, -1, 1).toArray(), units);
        double ofLapack = Math.exp(Matrices.logRadius(Vectors.concatenated(matrix), units));
        assertRadius(ofLapack, matrix);
    }

    private static void assertRadius(double expected, double[][] matrix) {
        assertThat(SpectralRadius.reproducible(matrix)).isCloseTo(expected, within(RELATIVE_ERROR * expected));
    }

    @Test
    void reproducibleRadiusIsNothingButANumber() {
        assertThatThrownBy(() -> SpectralRadius.reproducible(new double[][] {{1, Double.NaN}, {0, 1}}))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageContaining("size 2");
    }
}
