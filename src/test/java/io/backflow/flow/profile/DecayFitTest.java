// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecayFitTest {

    private static final double FLOOR = 1e-35;

    private static DecayFit fit(double... norms) {
        return DecayFit.of(norms, FLOOR).orElseThrow();
    }

    private static double[] powers(double rate, int count) {
        return IntStream.range(0, count)
                .mapToDouble(lag -> 3 * Math.pow(rate, lag))
                .toArray();
    }

    /** Rounding of the logarithms: 3 exp(-34) has one of 35, whose unit is 7e-15. */
    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.9, 1, 1.1, 2})
    void findsTheRateOfAGeometricSeries(double rate) {
        DecayFit fit = fit(powers(rate, 50));
        assertThat(fit.rate()).isCloseTo(rate, within(1e-13));
        assertThat(fit.low()).isCloseTo(rate, within(1e-13));
        assertThat(fit.high()).isCloseTo(rate, within(1e-13));
        assertThat(fit.points()).isEqualTo(50);
    }

    @Test
    void halfLifeIsTheStepsInWhichHalfIsLeft() {
        assertThat(fit(powers(0.5, 9)).halfLife()).isCloseTo(1, within(1e-12));
        assertThat(fit(powers(Math.sqrt(0.5), 9)).halfLife()).isCloseTo(2, within(1e-12));
        assertThat(fit(powers(1.1, 9)).halfLife()).isInfinite();
        assertThat(fit(1, 1, 1).halfLife()).isInfinite();
        assertThat(DecayFit.halfLife(Double.NaN)).isNaN();
    }

    @Test
    void countsWhatItCannotUseAndFitsTheRest() {
        double[] norms = powers(0.5, 12);
        norms[2] = 0;
        norms[3] = 1e-36;
        norms[5] = Double.NaN;
        norms[6] = Double.POSITIVE_INFINITY;
        DecayFit fit = fit(norms);
        assertThat(fit.rate()).isCloseTo(0.5, within(1e-13));
        assertThat(fit).returns(8, DecayFit::points).returns(1, DecayFit::zeros).returns(1, DecayFit::underflows);
        assertThat(fit.nonFinite()).isEqualTo(2);
    }

    @Test
    void isNothingWithoutTwoPoints() {
        assertThat(DecayFit.of(new double[] {1, 0, 0, Double.NaN}, FLOOR)).isEmpty();
        assertThat(DecayFit.of(new double[0], FLOOR)).isEmpty();
        assertThat(fit(1, 0.25).rate()).isCloseTo(0.25, within(1e-15));
        assertThat(fit(1, 0.25).low()).isNaN();
    }

    /**
     * Worked by hand: logs 0, -1, -1 at 0, 1, 2 have slope -1/2, residuals 1/6, -1/3, 1/6, standard error sqrt(1/12).
     */
    @Test
    void confidenceIntervalIsThatOfTheTextbook() {
        DecayFit fit = fit(1, Math.exp(-1), Math.exp(-1));
        double margin = 12.7062047364 * Math.sqrt(1 / 12.0);
        assertThat(Math.log(fit.rate())).isCloseTo(-0.5, within(1e-12));
        assertThat(Math.log(fit.low())).isCloseTo(-0.5 - margin, within(1e-9));
        assertThat(Math.log(fit.high())).isCloseTo(-0.5 + margin, within(1e-9));
    }

    /** 95 % of 2000 have a standard deviation of 0.5 %; four of them either way. */
    @Test
    void intervalCoversTheTrueRateAsOftenAsItSays() {
        Random random = new Random(8);
        int covered = 0;
        int trials = 2000;
        for (int i = 0; i < trials; i++) {
            double[] norms = IntStream.range(0, 10)
                    .mapToDouble(lag -> Math.exp(-0.2 * lag + 0.3 * random.nextGaussian()))
                    .toArray();
            DecayFit fit = fit(norms);
            covered += fit.low() <= Math.exp(-0.2) && Math.exp(-0.2) <= fit.high() ? 1 : 0;
        }
        assertThat((double) covered / trials).isBetween(0.93, 0.97);
    }
}
