// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.threshold;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.schedule.ScheduleType;

/** Thresholds at each moment, beside their formulas in plain arithmetic. */
class ThresholdTest {

    /** The value at step t of what is counted; the other count is far off. */
    private static double at(Threshold threshold, ScheduleType by, int t) {
        return by == ScheduleType.EPOCH ? threshold.at(9999, t) : threshold.at(t, 9999);
    }

    @Test
    void aConstantIsAlwaysTheSame() {
        assertThat(Threshold.of(2.5).at(0, 0)).isEqualTo(2.5);
        assertThat(Threshold.of(2.5).at(1_000_000, 7)).isEqualTo(2.5);
    }

    @ParameterizedTest
    @EnumSource(ScheduleType.class)
    void aStepIsTakenAfterEverySoMany(ScheduleType by) {
        Threshold threshold = new Threshold.Step(5.0, 0.5, 10, by, 0.4);
        double expected = 5.0;
        for (int t = 0; t < 100; t++) {
            if (t > 0 && t % 10 == 0) {
                expected /= 2; // exact
            }
            assertThat(at(threshold, by, t)).isEqualTo(Math.max(expected, 0.4));
        }
    }

    @ParameterizedTest
    @EnumSource(ScheduleType.class)
    void anExponentialFallsByTheSameFactorEachTime(ScheduleType by) {
        Threshold threshold = new Threshold.Exponential(3.0, 0.9, by, 0.0);
        double expected = 3.0;
        for (int t = 0; t < 200; t++) {
            assertThat(at(threshold, by, t)).isCloseTo(expected, within(1e-13 * expected)); // 200 products
            expected *= 0.9;
        }
        assertThat(at(new Threshold.Exponential(3.0, 0.9, by, 0.1), by, 100_000))
                .isEqualTo(0.1);
    }

    @ParameterizedTest
    @EnumSource(ScheduleType.class)
    void aCosineGoesFromOneValueToTheOtherAndStays(ScheduleType by) {
        Threshold threshold = new Threshold.Cosine(4.0, 1.0, 100, by);
        assertThat(at(threshold, by, 0)).isEqualTo(4.0);
        assertThat(at(threshold, by, 50)).isCloseTo(2.5, within(1e-15));
        assertThat(at(threshold, by, 100)).isEqualTo(1.0);
        assertThat(at(threshold, by, 100_000)).isEqualTo(1.0);
        for (int t = 0; t < 100; t++) {
            double c = at(threshold, by, t);
            assertThat(at(threshold, by, t + 1)).isLessThan(c);
            assertThat(c - 2.5).isCloseTo(2.5 - at(threshold, by, 100 - t), within(1e-14)); // odd about its middle
        }
        double third = at(threshold, by, 25); // cos(pi / 4)
        assertThat(third).isCloseTo(2.5 + 1.5 * Math.sqrt(0.5), within(1e-14));
    }

    @ParameterizedTest
    @EnumSource(ScheduleType.class)
    void aWarmUpApproachesAnotherThreshold(ScheduleType by) {
        Threshold threshold = new Threshold.WarmUp(4, Threshold.of(2.0), by);
        assertThat(List.of(0, 1, 2, 3, 4, 5, 1000))
                .extracting(t -> at(threshold, by, t))
                .containsExactly(0.5, 1.0, 1.5, 2.0, 2.0, 2.0, 2.0);
    }

    @Test
    void aWarmUpMayApproachASchedule() {
        Threshold then = new Threshold.Exponential(8.0, 0.5, ScheduleType.ITERATION, 0.0);
        Threshold threshold = new Threshold.WarmUp(2, then, ScheduleType.ITERATION);
        assertThat(List.of(0, 1, 2, 3)).extracting(t -> threshold.at(t, 0)).containsExactly(4.0, 4.0, 2.0, 1.0);
    }

    @Test
    void aScheduleIsItsOwnCopy() {
        CosineSchedule schedule = new CosineSchedule(ScheduleType.EPOCH, 2.0, 1.0, 10);
        assertThat(schedule.clone()).isEqualTo(schedule);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY})
    void valuesMustBeFiniteAndPositive(double bad) {
        ScheduleType by = ScheduleType.ITERATION;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Threshold.Step(bad, bad, 0, by, -1.0))
                .withMessage("initial must be a finite number > 0, got " + bad
                        + "; factor must be a finite number > 0, got " + bad
                        + "; every must be at least 1, got 0; minimum must be a finite number >= 0, got -1.0");
        assertThatIllegalArgumentException().isThrownBy(() -> new Threshold.Exponential(bad, 1, by, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Threshold.Exponential(1, bad, by, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Threshold.Cosine(bad, 0, 1, by));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Threshold.WarmUp(1, Threshold.of(bad), by))
                .withMessage("then must be a finite number > 0, got " + bad);
    }

    @ParameterizedTest
    @CsvSource({"0", "-3"})
    void lengthsMustBePositive(int bad) {
        ScheduleType by = ScheduleType.EPOCH;
        assertThatIllegalArgumentException().isThrownBy(() -> new Threshold.Cosine(1, 0, bad, by));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Threshold.WarmUp(bad, Threshold.of(1), by))
                .withMessage("steps must be at least 1, got " + bad);
    }
}
