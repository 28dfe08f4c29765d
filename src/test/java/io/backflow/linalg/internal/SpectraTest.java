package io.backflow.linalg.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The methods on matrices whose spectra are known. */
class SpectraTest {

    /** Some hundred roundings. */
    private static final Offset<Double> ROUNDING = within(1e-13);

    private static final Percentage RELATIVE_ROUNDING = Percentage.withPercentage(1e-11);

    private static final Effort THOROUGH = new Effort(1e-12, 200);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void findsSingularValuesOfAllSizesToARelativeError(long seed) {
        double[] sizes = {3, 1, 1e-3, 1e-10, 1e-30, 1e-60, 1e-100};
        double[] graded =
                Matrices.product(Matrices.orthogonal(sizes.length, seed), Matrices.diagonal(sizes), sizes.length);
        JacobiSvd svd = JacobiSvd.of(Matrices.columns(graded, sizes.length));
        assertThat(svd.converged()).isTrue();
        for (int i = 0; i < sizes.length; i++) {
            assertThat(svd.values()[i]).isCloseTo(sizes[i], RELATIVE_ROUNDING);
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
        JacobiSvd svd = JacobiSvd.of(Matrices.columns(a, size));
        Arrays.sort(values);
        double[] found = svd.values();
        for (int i = 0; i < size; i++) {
            assertThat(found[i]).isCloseTo(values[size - 1 - i], ROUNDING);
        }
    }

    @Test
    void findsNoSingularValuesWhereThereAreNoNumbers() {
        assertThat(JacobiSvd.of(new double[][] {{1, Double.NaN}, {0, 1}}).converged())
                .isFalse();
        assertThat(JacobiSvd.of(new double[][] {{0, 0}, {0, 0}}).values()).containsExactly(0, 0);
    }

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
        assertThat(Math.exp(SpectralRadius.log(similar, size))).isCloseTo(largest, Percentage.withPercentage(1e-7));
    }

    @Test
    void spectralRadiusOfRotationsAndOfMatricesWithoutEigenvectors() {
        double[] rotation = {0.6, -0.8, 0.8, 0.6};
        assertThat(SpectralRadius.log(rotation, 2)).isCloseTo(0, ROUNDING);
        double[] nilpotent = {0, 1, 5, 0, 0, 7, 0, 0, 0};
        assertThat(SpectralRadius.log(nilpotent, 3)).isEqualTo(Double.NEGATIVE_INFINITY);
        double[] defective = {0.5, 1, 0, 0.5};
        assertThat(Math.exp(SpectralRadius.log(defective, 2))).isCloseTo(0.5, ROUNDING);
        assertThat(SpectralRadius.log(Matrices.diagonal(1e-300, 1e-305), 2)).isCloseTo(Math.log(1e-300), within(1e-9));
        assertThat(SpectralRadius.log(Matrices.diagonal(1e300, 2), 2)).isCloseTo(Math.log(1e300), within(1e-9));
        assertThat(SpectralRadius.log(new double[] {Double.NaN}, 1)).isNaN();
    }

    /** A Jordan block moves its eigenvalues by the n-th root of a rounding error, which no method can undercut, but by no more. */
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
        assertThat(Math.exp(SpectralRadius.log(block, size))).isCloseTo(0.9, ROUNDING);
        assertThat(Math.exp(SpectralRadius.log(turned, size)))
                .isCloseTo(0.9, within(2 * Math.pow(size * Math.ulp(1.0), 1.0 / size)));
    }

    /** Perturbing by a rounding error of the norm K moves these eigenvalues by some K^2 of them. */
    @ParameterizedTest
    @ValueSource(doubles = {10, 1e3, 1e5, 1e6})
    void spectralRadiusOfAMatrixFarFromNormalIsThatOfOneNearIt(double k) {
        double[] q = Matrices.orthogonal(2, 3);
        double[] turned =
                Matrices.product(Matrices.product(q, new double[] {1, k, 0, 0.5}, 2), Matrices.transpose(q, 2), 2);
        assertThat(Math.exp(SpectralRadius.log(turned, 2))).isCloseTo(1, within(1e-14 + 10 * k * k * Math.ulp(1.0)));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 7, 16, 31})
    void spectralRadiusOfACycleIsOne(int size) {
        double[] cycle = new double[size * size];
        for (int i = 0; i < size; i++) {
            cycle[i * size + (i + 1) % size] = 1;
        }
        assertThat(SpectralRadius.log(cycle, size)).isCloseTo(0, within(1e-12));
    }

    /** Where a host project has no OpenBLAS. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 40, 81, 150})
    void theMethodWithoutLapackAgreesWithIt(int size) {
        for (long seed = 1; seed <= 3; seed++) {
            double[] a = Matrices.random(size, seed);
            double radius = HessenbergQr.largest(a.clone(), size).modulus();
            assertThat(Math.log(radius)).isCloseTo(SpectralRadius.log(a, size), ROUNDING);
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

    /** Q (D + k N) Q' with N above the diagonal: eigenvalues that are alike, or with one ahead, and more or less far from normal. */
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
        assertThat(radius.log()).isCloseTo(SpectralRadius.log(a, size), within(0.01));
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
                    .isCloseTo(JacobiSvd.of(Matrices.columns(a, size)).values()[0], RELATIVE_ROUNDING);
            Estimate radius = LargestEigenvalue.of(map, THOROUGH);
            assertThat(radius.converged()).isTrue();
            assertThat(radius.log()).isCloseTo(SpectralRadius.log(a, size), within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 5, 10, 20})
    void whatDidNotConvergeSaysSoAndIsALowerBound(int iterations) {
        int size = 60;
        double[] a = Matrices.random(size, 9);
        Estimate sigma = LargestSingularValue.of(new DenseMap(Vectors.rows(a, size)), new Effort(1e-12, iterations));
        double exact = JacobiSvd.of(Matrices.columns(a, size)).values()[0];
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
        double exact = JacobiSvd.of(Matrices.columns(a, size)).values()[0];
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
        assertThat(Math.exp(sigma.log()))
                .isCloseTo(JacobiSvd.of(Matrices.columns(a, size)).values()[0], RELATIVE_ROUNDING);
        assertThat(LargestEigenvalue.of(new DenseMap(Vectors.rows(a, size)), THOROUGH)
                        .log())
                .isCloseTo(SpectralRadius.log(a, size), within(1e-9));
    }
}
