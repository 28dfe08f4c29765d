// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Krylov iterations on matrices whose spectra are known. */
class KrylovTest {

    private static final Percentage RELATIVE_ROUNDING = Percentage.withPercentage(1e-11);

    private static final Effort THOROUGH = new Effort(1e-12, 200);

    /**
     * Q (D + k N) Q' with N above the diagonal: eigenvalues that are alike, or with one ahead, and more or less far
     * from normal.
     */
    @ParameterizedTest(name = "non-normal part {0}, least eigenvalue {1}, largest {2}")
    @CsvSource({
        "0, 0, 1",
        "0, 0.95, 1",
        "0, 0, 1.25",
        "0.3, 0, 1",
        "0.3, 0.95, 1",
        "0.3, 0, 1.25",
        "1, 0, 1",
        "1, 0.95, 1",
        "1, 0, 1.25",
        "3, 0, 1",
        "3, 0.95, 1",
        "3, 0, 1.25",
        "10, 0, 1",
        "10, 0.95, 1",
        "10, 0, 1.25"
    })
    void anIteratedRadiusIsRightOrSaysThatItHasNotSettled(double k, double least, double largest) {
        int size = 50;
        for (long seed = 1; seed <= 3; seed++) {
            double[] a = Matrices.random(size, seed);
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    a[i * size + j] *= i < j ? k / Math.sqrt(size) : 0;
                }
                a[i * size + i] = i < size - 1 ? least + (1 - least) * (i + 1) / size : largest;
            }
            double[] q = Matrices.orthogonal(size, seed);
            double[] turned = Matrices.product(Matrices.product(q, a, size), Matrices.transpose(q, size), size);
            for (double tolerance : new double[] {0.1, 0.01, 0.001}) {
                for (int iterations : new int[] {8, 20, 40}) {
                    Estimate radius = LargestEigenvalue.of(
                            new DenseMap(Vectors.rows(turned, size)), new Effort(tolerance, iterations));
                    assertThat(!radius.converged() || Math.abs(Math.exp(radius.log()) / largest - 1) <= tolerance)
                            .as("%s for %s, tolerance %s", radius, largest, tolerance)
                            .isTrue();
                }
            }
        }
    }

    /** What one eigenvalue ahead of the others is for: as after training on a task. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void anIteratedRadiusSettlesWhereOneEigenvalueIsAhead(long seed) {
        int size = 300;
        double[] a = Matrices.random(size, seed);
        Vectors.divide(a, Math.sqrt(size / 3.0));
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                a[i * size + j] += 3.0 / size;
            }
        }
        Estimate radius = LargestEigenvalue.of(new DenseMap(Vectors.rows(a, size)), new Effort(0.01, 20));
        assertThat(radius.converged()).isTrue();
        assertThat(radius.log()).isCloseTo(Matrices.logRadius(a, size), within(0.01));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 40, 81})
    void iterationAgreesWithAssembly(int size) {
        for (long seed = 1; seed <= 3; seed++) {
            double[] a = Matrices.random(size, seed);
            LinearMap map = new DenseMap(Vectors.rows(a, size));
            Estimate sigma = LargestSingularValue.of(map, THOROUGH);
            assertThat(sigma.converged()).isTrue();
            assertThat(Math.exp(sigma.log()))
                    .isCloseTo(SingularValues.of(Matrices.columns(a, size))[0], RELATIVE_ROUNDING);
            Estimate radius = LargestEigenvalue.of(map, THOROUGH);
            assertThat(radius.converged()).isTrue();
            assertThat(radius.log()).isCloseTo(Matrices.logRadius(a, size), within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 10, 20})
    void whatDidNotConvergeSaysSoAndIsALowerBound(int iterations) {
        int size = 60;
        double[] a = Matrices.random(size, 9);
        Estimate sigma = LargestSingularValue.of(new DenseMap(Vectors.rows(a, size)), new Effort(1e-12, iterations));
        double exact = SingularValues.of(Matrices.columns(a, size))[0];
        assertThat(sigma.converged()).isFalse();
        assertThat(sigma.iterations()).isEqualTo(iterations);
        assertThat(Math.exp(sigma.log())).isBetween(0.8 * exact, exact * (1 + 1e-12));
        assertThat(LargestEigenvalue.of(new DenseMap(Vectors.rows(a, size)), new Effort(1e-12, iterations))
                        .converged())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void whatConvergedIsWithinItsTolerance(long seed) {
        int size = 60;
        double[] a = Matrices.random(size, seed);
        Estimate sigma = LargestSingularValue.of(new DenseMap(Vectors.rows(a, size)), new Effort(0.01, 60));
        double exact = SingularValues.of(Matrices.columns(a, size))[0];
        assertThat(sigma.converged()).isTrue();
        assertThat(sigma.iterations()).isLessThan(size);
        assertThat(Math.exp(sigma.log()) / exact).isCloseTo(1, within(0.01));
    }

    @Test
    void nothingAndNoNumbers() {
        LinearMap zero = new DenseMap(Vectors.rows(new double[9], 3));
        assertThat(LargestSingularValue.of(zero, THOROUGH).log()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(LargestSingularValue.of(zero, THOROUGH).converged()).isTrue();
        assertThat(LargestEigenvalue.of(zero, THOROUGH).log()).isEqualTo(Double.NEGATIVE_INFINITY);
        double[] broken = Matrices.random(3, 1);
        broken[4] = Double.NaN;
        LinearMap map = new DenseMap(Vectors.rows(broken, 3));
        assertThat(LargestSingularValue.of(map, THOROUGH).log()).isNaN();
        assertThat(LargestSingularValue.of(map, THOROUGH).converged()).isFalse();
        assertThat(LargestEigenvalue.of(map, THOROUGH).log()).isNaN();
        assertThat(LargestEigenvalue.of(map, THOROUGH).converged()).isFalse();
        double[] endless = Matrices.random(3, 1);
        endless[4] = Double.POSITIVE_INFINITY;
        assertThat(LargestSingularValue.of(new DenseMap(Vectors.rows(endless, 3)), THOROUGH)
                        .converged())
                .isFalse();
    }

    @Test
    void aMatrixOfRankOneTakesTwoIterations() {
        int size = 50;
        double[] a = new double[size * size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < size; j++) {
                a[i * size + j] = Math.sin(i) * Math.cos(j);
            }
        }
        Estimate sigma = LargestSingularValue.of(new DenseMap(Vectors.rows(a, size)), THOROUGH);
        assertThat(sigma.iterations()).isLessThanOrEqualTo(2);
        assertThat(Math.exp(sigma.log())).isCloseTo(SingularValues.of(Matrices.columns(a, size))[0], RELATIVE_ROUNDING);
        assertThat(LargestEigenvalue.of(new DenseMap(Vectors.rows(a, size)), THOROUGH)
                        .log())
                .isCloseTo(Matrices.logRadius(a, size), within(1e-9));
    }
}
