// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalSizeTest {

    @Test
    void isThatOfTheEnvironmentElseThatOfTheTerminalElseTheUsual() {
        Map<String, String> none = Map.of();
        assertThat(TerminalSize.of(none, "")).isEqualTo(new TerminalSize(24, 80));
        assertThat(TerminalSize.of(none, "50 200\n")).isEqualTo(new TerminalSize(50, 200));
        assertThat(TerminalSize.of(Map.of("COLUMNS", "132"), "50 200\n")).isEqualTo(new TerminalSize(50, 132));
        assertThat(TerminalSize.of(Map.of("LINES", "10", "COLUMNS", "40"), "")).isEqualTo(new TerminalSize(10, 40));
    }

    @Test
    void whatIsNoSizeDoesNotCount() {
        assertThat(TerminalSize.of(Map.of("LINES", "0", "COLUMNS", "wide"), "0 0\n"))
                .isEqualTo(new TerminalSize(24, 80));
        assertThat(TerminalSize.of(Map.of("LINES", "", "COLUMNS", "99999"), "stty: no terminal"))
                .isEqualTo(new TerminalSize(24, 80));
    }
}
