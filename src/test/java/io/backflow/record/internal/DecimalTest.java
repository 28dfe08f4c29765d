// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {

    @ParameterizedTest
    @CsvSource({
        "0.0, 0",
        "1.0, 1",
        "-2.5, -2.5",
        "100.0, 100",
        "0.1234567891, 0.1234568",
        "0.001, 0.001",
        "0.0009999999999, 0.001",
        "0.000123, 1.23e-4",
        "1234567.8, 1234568",
        "9999999.9, 1e7",
        "12345678.9, 1.234568e7",
        "1.0E300, 1e300",
        "4.9E-324, 4.9e-324",
        "NaN, NaN",
        "Infinity, Infinity",
        "-Infinity, -Infinity"
    })
    void writesANormShort(double value, String text) {
        assertThat(Decimal.text(Decimal.norm(value))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"3.14159, 3.14", "0.000012345, 1.23e-5", "NaN, NaN"})
    void writesANormShorterForTheLog(double value, String text) {
        assertThat(Decimal.brief(value)).isEqualTo(text);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void aNormHasAtMostSevenDigitsAndIsRightInAllOfThem(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            double value = random.nextGaussian() * Math.pow(10, random.nextInt(600) - 300);
            String text = Decimal.text(Decimal.norm(value));
            assertThat(new BigDecimal(text).precision()).isLessThanOrEqualTo(7);
            // Half a unit in the seventh digit of a number that starts with 1; one part in 1e9 for text to double.
            assertThat(Double.parseDouble(text)).isCloseTo(value, Percentage.withPercentage(5.000000005e-5));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {13, 21})
    void anyOtherNumberKeepsEveryBit(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            assertThat(Double.parseDouble(Decimal.text((Object) value))).isEqualTo(value, within(0.0));
        }
    }
}
