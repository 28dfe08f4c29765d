// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.statistics.internal.Quantile;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QuantilesTest {

    static Stream<Arguments> values() {
        return Stream.of(1, 2, 9, 10, 11, 100, 4096)
                .flatMap(count -> Stream.of(
                        of("spread", count, u -> u),
                        of("saturated", count, u -> u < 0.3 ? 0 : u > 0.6 ? 1 : u),
                        of("close together", count, u -> 0.5 + 1e-9 * u),
                        of("all the same", count, u -> 0.25),
                        of("outside [0, 1]", count, u -> 6 * u - 3),
                        of(
                                "with NaN and infinite ones",
                                count,
                                u -> u < 0.2 ? Double.NEGATIVE_INFINITY : u > 0.8 ? Double.NaN : u)));
    }

    private static Arguments of(String name, int count, DoubleUnaryOperator value) {
        double[] values = new Random(count).doubles(count).map(value).toArray();
        return Arguments.of(name + " " + count, values);
    }

    /** To the last bit. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void areThoseOfTheSortedValues(String name, double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        GateFlow.Quantiles quantiles = new GateFlow.Quantiles(1);
        // What lies behind the count does not belong to the step.
        double[] longer = Arrays.copyOf(values, values.length + 3);
        quantiles.set(0, longer, values.length);
        assertThat(quantiles.p10()).containsExactly(Quantile.ofSorted(sorted, 0.1));
        assertThat(quantiles.p50()).containsExactly(Quantile.ofSorted(sorted, 0.5));
        assertThat(quantiles.p90()).containsExactly(Quantile.ofSorted(sorted, 0.9));
    }
}
