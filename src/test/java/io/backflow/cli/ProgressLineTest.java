// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.cli.internal.TerminalSize;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressLineTest {

    private static final String LONG =
            "3/16 runs, temporal-order/simple-rnn/global-norm-through-time-vanishing-gradient/seed-2 loss 1.386";

    private static String line(double done, long seconds, String message, int length) {
        return ProgressLine.line(done, Duration.ofSeconds(seconds), message, length);
    }

    @Test
    void saysHowMuchIsDoneAndHowLongTheRestTakes() {
        assertThat(line(0.25, 20, "0/1 runs, a loss 1.2", 79).stripTrailing())
                .isEqualTo(" 25 % [=====               ]  1:00 left  0/1 runs, a loss 1.2");
        assertThat(line(0.0, 20, "", 79)).startsWith("  0 % [                    ]  -:-- left");
        assertThat(line(0.5, 3723, "", 79)).contains("1:02:03 left");
        assertThat(line(1.0, 61, "1/1 runs, a finished", 79).stripTrailing())
                .isEqualTo("100 % [====================]  took 1:01  1/1 runs, a finished");
    }

    @Test
    void whatIsTooLongKeepsTheCountTheSeedAndTheLoss() {
        assertThat(line(0.18, 2, LONG, 79))
                .isEqualTo(" 18 % [===                 ]  0:09 left  3/16 runs, ..radient/seed-2 loss 1.386")
                .hasSize(79);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 20, 30, 59, 60, 79, 200})
    void isAsLongAsAsked(int length) {
        assertThat(line(0.5, 10, LONG, length)).hasSize(length);
        assertThat(line(1.0, 10, "", length)).hasSize(length);
    }

    @Test
    void fitsATerminalWhoseWidthIsNotKnown() {
        assertThat(Terminal.barWidth(Map.of())).isEqualTo(80);
        assertThat(Terminal.barWidth(Map.of("COLUMNS", "60"))).isEqualTo(60);
        assertThat(Terminal.barWidth(Map.of("COLUMNS", "300"))).isEqualTo(100);
        assertThat(Terminal.barWidth(Map.of("COLUMNS", "wide"))).isEqualTo(80);
        assertThat(Terminal.barWidth(new TerminalSize(24, 80)))
                .as("a ^C fits behind it")
                .isEqualTo(77);
        assertThat(Terminal.barWidth(new TerminalSize(24, 300))).isEqualTo(100);
        assertThat(Terminal.barWidth(new TerminalSize(1, 1))).isEqualTo(1);
    }
}
