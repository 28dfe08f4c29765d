// SPDX-License-Identifier: Apache-2.0
package io.backflow.statistics.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantileTest {

    private static final double[] VALUES = {0.3, 1.7, 2.25, 4.0, 9.5, 9.5, 31.0};

    /** Of the largest value: the place between two values is known to a few roundings of the number of values. */
    private static final double RELATIVE = 1e-15;

    /**
     * Of {@code numpy.percentile([0.3, 1.7, 2.25, 4, 9.5, 9.5, 31], q)} and {@code ([1, 2, 4, 1e10], q)}, numpy 2.4.6.
     */
    @ParameterizedTest(name = "{0} %")
    @CsvSource({
        "0, 0.3, 1.0",
        "10, 1.1400000000000001, 1.3",
        "25, 1.975, 1.75",
        "37.5, 2.6875, 2.25",
        "50, 4.0, 3.0",
        "90, 18.10000000000001, 7000000001.200002",
        "95, 24.549999999999983, 8500000000.599997",
        "99, 29.70999999999999, 9700000000.119997",
        "100, 31.0, 10000000000.0"
    })
    void agreesWithNumpy(double percent, double expected, double expectedOfFour) {
        assertThat(Quantile.ofSorted(VALUES, percent / 100)).isCloseTo(expected, within(RELATIVE * 31));
        assertThat(Quantile.ofSorted(new double[] {1, 2, 4, 1e10}, percent / 100))
                .isCloseTo(expectedOfFour, within(RELATIVE * 1e10));
        assertThat(Quantile.ofSorted(Arrays.copyOf(VALUES, 20), VALUES.length, percent / 100))
                .isEqualTo(Quantile.ofSorted(VALUES, percent / 100));
    }

    @Test
    void theMedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
        assertThat(Quantile.ofSorted(new double[] {1, 5, 100}, 0.5)).isEqualTo(5);
        assertThat(Quantile.ofSorted(new double[] {1, 5, 6, 100}, 0.5)).isEqualTo(5.5);
        assertThat(Quantile.ofSorted(new double[] {5.5}, 0.9)).isEqualTo(5.5);
        assertThat(Quantile.ofSorted(new double[0], 0.5)).isNaN();
    }

    /** As of logarithms of what is 0: equal infinities have no difference to take a part of. */
    @Test
    void infinitiesAreKept() {
        double none = Double.NEGATIVE_INFINITY;
        assertThat(Quantile.ofSorted(new double[] {none, none, 3}, 0.25)).isEqualTo(none);
        assertThat(Quantile.ofSorted(new double[] {none, 3}, 0.5)).isEqualTo(none);
        assertThat(Quantile.ofSorted(new double[] {none, 3}, 1)).isEqualTo(3);
        assertThat(Quantile.ofSorted(new double[] {1, Double.POSITIVE_INFINITY}, 0))
                .isEqualTo(1);
        assertThat(Quantile.ofSorted(new double[] {1, Double.NaN}, 0.5)).isNaN();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void refusesWhatIsNoShare(double q) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quantile.ofSorted(VALUES, q))
                .withMessage("A quantile must be between 0 and 1, got " + q);
    }
}
