// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {

    private final Numbers point = new Numbers('.');
    private final Numbers comma = new Numbers(',');

    @Test
    void agreesWithTheJdkBitForBit() {
        Random random = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            String text = written(random);
            assertThat(Float.floatToRawIntBits(point.parse(text)))
                    .as(text)
                    .isEqualTo(Float.floatToRawIntBits(Float.parseFloat(text)));
        }
    }

    private static String written(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> Integer.toString(random.nextInt());
            case 1 -> Float.toString((float) random.nextGaussian() * (1 << random.nextInt(20)));
            case 2 -> String.format(Locale.ROOT, "%.4f", random.nextGaussian());
            case 3 ->
                String.format(Locale.ROOT, "%.12e", random.nextGaussian() * Math.pow(10, random.nextInt(60) - 30));
            case 4 -> halfWay(random);
            default -> "-." + random.nextInt(1_000_000);
        };
    }

    /** The decimal of a double half-way between two floats, or just beside it: rounded twice it would be wrong. */
    private static String halfWay(Random random) {
        float value = 1 + random.nextFloat();
        double half = (value + (double) Math.nextUp(value)) / 2;
        return new BigDecimal(half).toPlainString() + (random.nextBoolean() ? "" : "0000001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "NA", "nan", "NaN", "?", "null", "NULL"})
    void knowsWhatIsMissing(String cell) {
        assertThat(point.parse(cell)).isNaN();
        assertThat(Numbers.isMissing(cell)).isTrue();
    }

    @Test
    void readsADecimalComma() {
        assertThat(comma.parse(" -1,5e1 ")).isEqualTo(-15f);
        assertThat(comma.parse("3")).isEqualTo(3f);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oops | got 'oops'",
                "1f | got '1f'",
                "0x10 | got '0x10'",
                "Infinity | got 'Infinity'",
                "1e39 | within a float's range, got '1e39'",
                "1e | got '1e'",
                "- | got '-'",
                "1.2.3 | got '1.2.3'",
                "1,5 | got '1,5' (the decimal character is taken to be '.'; decimal: ',' says otherwise)",
                "1,234,567 | got '1,234,567' (thousands separators are not read)",
                "1.234,5 | got '1.234,5' (thousands separators are not read)"
            })
    void saysWhyACellIsNoNumber(String cell, String said) {
        assertThatExceptionOfType(NumberFormatException.class)
                .isThrownBy(() -> point.parse(cell))
                .withMessage(said);
    }
}
