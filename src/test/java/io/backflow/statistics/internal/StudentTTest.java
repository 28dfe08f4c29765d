// SPDX-License-Identifier: Apache-2.0
package io.backflow.statistics.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StudentTTest {

    /** Published tables, two-sided 95 %, to the digits that they print. */
    @ParameterizedTest
    @CsvSource({
        "1, 12.7062",
        "2, 4.3027",
        "3, 3.1824",
        "4, 2.7764",
        "5, 2.5706",
        "9, 2.2622",
        "10, 2.2281",
        "30, 2.0423",
        "60, 2.0003",
        "120, 1.9799",
        "100000, 1.9600"
    })
    void quantilesAreThoseOfTheTables(int degreesOfFreedom, double t) {
        assertThat(StudentT.quantile(0.95, degreesOfFreedom)).isCloseTo(t, within(5e-5));
    }

    @ParameterizedTest
    @CsvSource({"1, 63.6567", "7, 3.4995", "20, 2.8453"})
    void andAtAnotherLevel(int degreesOfFreedom, double t) {
        assertThat(StudentT.quantile(0.99, degreesOfFreedom)).isCloseTo(t, within(5e-5));
    }

    /** Simpson's rule on the density, whose constant is a ratio of gamma functions: for 3 degrees 2 / (pi sqrt 3). */
    @ParameterizedTest
    @CsvSource({"0.1", "1", "2.5"})
    void isTheIntegralOfTheDensity(double t) {
        int n = 2000;
        double sum = 0;
        for (int i = 0; i <= n; i++) {
            double x = t * i / n;
            double density = 2 / (Math.PI * Math.sqrt(3)) / Math.pow(1 + x * x / 3, 2);
            sum += (i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2) * density;
        }
        assertThat(StudentT.within(t, 3)).isCloseTo(2 * sum * t / n / 3, within(1e-12));
    }
}
