// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.fair;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ArmSearchTest {

    private static String said(double value) {
        return new ArmSearch.Tried(
                        "order",
                        "lstm",
                        "none",
                        Map.of("training.updater.learningRate", 0.003),
                        "finished",
                        "accuracy",
                        value,
                        true,
                        true,
                        4)
                .toString();
    }

    @Test
    void whatIsChosenIsSaidWithTheNumberOfTrials() {
        assertThat(said(2.0 / 3))
                .isEqualTo("order/lstm/none: learning rate 0.003, accuracy 0.667 in validation, the best of 4 trials");
        assertThat(said(1)).contains("accuracy 1 in");
        assertThat(said(123456)).contains("accuracy 1.23E+5 in");
        assertThat(said(Double.NaN)).contains("accuracy NaN in");
    }
}
