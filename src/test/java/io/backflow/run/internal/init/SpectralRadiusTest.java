package io.backflow.run.internal.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.data.SplitMix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpectralRadiusTest {

    /** Even the Jordan block's factor of m^2, to the power of 1/m with m = 2^40, is 1 + 5e-11. */
    private static final double RELATIVE_ERROR = 1e-10;

    @Test
    void isTheLargestModulusOfKnownEigenvalues() {
        assertRadius(3.0, new double[][] {{-3}});
        assertRadius(2.0, new double[][] {{0, -2}, {2, 0}}); // 2i and -2i
        assertRadius(0.5, new double[][] {{0.5, 1000}, {0, -0.25}}); // far from normal
        // The companion matrix of (x - 1)(x - 2)(x - 3) = x^3 - 6 x^2 + 11 x - 6.
        assertRadius(3.0, new double[][] {{0, 0, 6}, {1, 0, -11}, {0, 1, 6}});
        // A Jordan block: its powers grow beyond those of its eigenvalue without end.
        assertRadius(0.9, new double[][] {{0.9, 1, 0}, {0, 0.9, 1}, {0, 0, 0.9}});
    }

    @Test
    void isZeroForANilpotentMatrix() {
        assertThat(SpectralRadius.of(new double[][] {{0, 5, 7}, {0, 0, 9}, {0, 0, 0}}))
                .isZero();
    }

    @ParameterizedTest(name = "{1} units, seed {0}")
    @CsvSource({"1, 2", "2, 10", "3, 50", "5, 51", "8, 120"})
    void isThatOfLapack(long seed, int units) {
        double[][] matrix = new NormalNumbers(new SplitMix(seed)).matrix(units, units);
        assertRadius(Lapack.spectralRadius(matrix), matrix);
    }

    private static void assertRadius(double expected, double[][] matrix) {
        assertThat(SpectralRadius.of(matrix)).isCloseTo(expected, within(RELATIVE_ERROR * expected));
    }
}
