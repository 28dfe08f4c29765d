// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class L2NormTest {

    /** A few hundred roundings. */
    private static final double RELATIVE = 1e-14;

    /** Exact to 34 digits, whatever the exponents. */
    private static double exact(double... values) {
        return Arrays.stream(values)
                .mapToObj(x -> new BigDecimal(x).pow(2))
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .sqrt(MathContext.DECIMAL128)
                .doubleValue();
    }

    private static void assertRight(double... values) {
        double expected = exact(values);
        // The result may be no normal number, and has steps then.
        double tolerance = expected * RELATIVE + Double.MIN_VALUE;
        L2Norm streamed = new L2Norm();
        Arrays.stream(values).forEach(streamed::add);
        assertThat(L2Norm.of(values)).isCloseTo(expected, within(tolerance));
        assertThat(L2Norm.scaled(values)).isCloseTo(expected, within(tolerance));
        assertThat(streamed.value()).isCloseTo(expected, within(tolerance));
        double[] among = new double[values.length + 2];
        Arrays.fill(among, Double.NaN);
        System.arraycopy(values, 0, among, 1, values.length);
        assertThat(L2Norm.of(among, 1, values.length)).isEqualTo(L2Norm.of(values));
    }

    @ParameterizedTest
    @ValueSource(
            doubles = {
                1, 1e-30, 1e30, 1e-38, 3e38, 1e-139, 1e-141, 1e-154, 1e154, 1e-159, 7.1e153, 1e-300, 1e300, 1e-310,
                1e306
            })
    void isRightWhereverDoubleCanHoldIt(double size) {
        assertRight(new Random(3).doubles(200).map(x -> size * (2 * x - 1)).toArray());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void isRightOfElementsOfEverySize(long seed) {
        Random random = new Random(seed);
        assertRight(random.doubles(100)
                .map(x -> (2 * x - 1) * Math.pow(10, random.nextInt(600) - 300))
                .toArray());
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "1, NaN, NaN", "Infinity, 1, Infinity", "-Infinity, Infinity, Infinity", "Infinity, NaN, NaN"
    })
    void followsIeeeArithmetic(double a, double b, double expected) {
        for (double[] values : new double[][] {{a, b}, {b, a}, {0, a, 0, b, 0}, {1e300, a, b}}) {
            L2Norm streamed = new L2Norm();
            Arrays.stream(values).forEach(streamed::add);
            Double norm =
                    expected == 0 && values[0] == 1e300 ? 1e300 : expected; // an object, as NaN is not equal to itself
            assertThat(L2Norm.of(values)).isEqualTo(norm);
            assertThat(L2Norm.scaled(values)).isEqualTo(norm);
            assertThat(streamed.value()).isEqualTo(norm);
        }
    }

    @Test
    void overflowsOnlyWhereTheTrueNormDoes() {
        double max = Double.MAX_VALUE;
        assertThat(L2Norm.of(max / 2, max / 2)).isEqualTo(max / 2 * Math.sqrt(2));
        assertThat(L2Norm.of(max, max)).isInfinite();
        assertThat(L2Norm.of()).isZero();
        assertThat(L2Norm.of(Double.MIN_VALUE)).isEqualTo(Double.MIN_VALUE);
    }

    @Test
    void saysWhichPlainSumsAreAsGood() {
        assertThat(L2Norm.isSafe(1e-280)).isTrue();
        assertThat(L2Norm.isSafe(Double.MAX_VALUE)).isTrue();
        for (double sum : new double[] {0, 1e-281, Double.POSITIVE_INFINITY, Double.NaN}) {
            assertThat(L2Norm.isSafe(sum)).isFalse();
        }
    }
}
