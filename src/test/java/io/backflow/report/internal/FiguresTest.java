// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.953 | 0.012 | 0.953 ± 0.012",
                "0.95349 | 0.01249 | 0.953 ± 0.012",
                "0.95 | 0.0996 | 0.95 ± 0.10",
                "0.95 | 0.1 | 0.95 ± 0.10",
                "-0.5 | 1.5 | -0.5 ± 1.5",
                "1234.5 | 56.7 | 1234 ± 57",
                "1234.5 | 567 | 1234 ± 567",
                "0.00001 | 0.25 | 0.00 ± 0.25",
                "0 | 0.25 | 0.00 ± 0.25",
                "0.95 | 0.0000012 | 0.950000 ± 1.2e-06",
                "1 | 0 | 1.00 ± 0",
                "0 | 0 | 0 ± 0",
                "0.953 | NaN | 0.953",
                "3.1e-7 | NaN | 3.1e-07",
                "3.14e-7 | 1.23e-7 | (3.1 ± 1.2)e-07",
                "3.14e12 | 1.23e9 | (3.1400 ± 0.0012)e+12",
                "NaN | 0.1 | NaN",
                "Infinity | NaN | Infinity",
                "2 | Infinity | 2.00 ± Infinity"
            })
    void meansHaveTheDecimalsOfTheirDeviation(double mean, double deviation, String text) {
        assertThat(Figures.meanAndDeviation(mean, deviation)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1.00",
        "1.534, 1.53",
        "15.34, 15.3",
        "153.4, 153",
        "1534, 1530",
        "99951, 100000",
        "9.999, 10.0",
        "0.0312, 0.0312",
        "0.001, 0.00100",
        "0.00099, 9.9e-04",
        "3.14e-7, 3.1e-07",
        "1e5, 1.0e+05",
        "2e300, 2.0e+300",
        "-0.5, -0.500",
        "NaN, NaN",
        "Infinity, Infinity"
    })
    void normsHaveThreeDigitsAndTinyAndHugeOnesAnExponent(double norm, String text) {
        assertThat(Figures.norm(norm)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0%",
        "1, 100%",
        "0.125, 12.5%",
        "0.0001, <0.1%",
        "0.0005, 0.1%",
        "0.9999, >99.9%",
        "0.999, 99.9%",
        "1.5, 150.0%",
        "NaN, NaN"
    })
    void sharesNeverReadAsNoneOrAllUnlessTheyAre(double share, String text) {
        assertThat(Figures.percent(share)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0.00 s",
        "850, 0.85 s",
        "9994, 9.99 s",
        "9996, 10.0 s",
        "12340, 12.3 s",
        "59940, 59.9 s",
        "59960, 1 min 00 s",
        "125000, 2 min 05 s",
        "3599600, 1 h 00 min",
        "3720000, 1 h 02 min",
        "90000000, 25 h 00 min"
    })
    void durationsHaveTheUnitThatFits(long millis, String text) {
        assertThat(Figures.duration(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void writesAPointAndCommasWhateverTheLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(Figures.count(1_234_567)).isEqualTo("1,234,567");
            assertThat(Figures.norm(3.1e-7)).isEqualTo("3.1e-07");
            assertThat(Figures.percent(0.125)).isEqualTo("12.5%");
            assertThat(Figures.meanAndDeviation(0.5, 0.1)).isEqualTo("0.50 ± 0.10");
            assertThat(Figures.duration(Duration.ofMillis(850))).isEqualTo("0.85 s");
        } finally {
            Locale.setDefault(before);
        }
    }
}
