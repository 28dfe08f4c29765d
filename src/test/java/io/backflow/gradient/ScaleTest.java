// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleTest {

    private static final MiniBatch BATCH = new MiniBatch(8, 40);

    @Test
    void dividesBy() {
        assertThat(Scale.SUM.divisor(BATCH)).isEqualTo(1);
        assertThat(Scale.MEAN.divisor(BATCH)).isEqualTo(8);
        assertThat(Scale.PER_STEP.divisor(BATCH)).isEqualTo(40);
        assertThat(Scale.PER_STEP.factor(BATCH)).isEqualTo(1.0 / 40);
        assertThat(Scale.MEAN.factor(8)).isEqualTo(0.125);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.POSITIVE_INFINITY})
    void withoutALabelledStepItIsTheMean(double steps) {
        assertThat(Scale.PER_STEP.divisor(new MiniBatch(8, steps))).isEqualTo(8);
    }

    @Test
    void stepsThatNobodyCountedAreRefused() {
        assertThatThrownBy(() -> Scale.PER_STEP.factor(8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("The scale per-step needs the count of labelled steps");
    }

    @Test
    void hasTheNameThatConfigurationsUse() {
        assertThat(Scale.values()).extracting(Scale::key).containsExactly("sum", "mean", "per-step");
    }
}
