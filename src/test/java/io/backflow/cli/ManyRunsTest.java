// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Comparisons of no run and of very many. */
class ManyRunsTest {

    @TempDir
    private Path folder;

    @Test
    void asksOnATerminalAboveTheLimitOnly() {
        assertThat(ManyRuns.go(10_000, false, null)).isTrue();
        assertThat(ManyRuns.go(10_001, true, null)).isTrue();
        assertThat(ManyRuns.go(10_001, false, question -> " Yes ")).isTrue();
        assertThat(ManyRuns.go(10_001, false, question -> question.contains("10,001 runs") ? "y" : "n"))
                .isTrue();
        assertThat(ManyRuns.go(10_001, false, question -> "")).isFalse();
        assertThat(ManyRuns.go(10_001, false, question -> "yesterday")).isFalse();
        assertThat(ManyRuns.go(10_001, false, question -> null)).isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ManyRuns.go(0, true, question -> "y"))
                .withMessage("the comparison must have at least one run, got 0");
    }

    private Cli compare(String seeds) throws IOException {
        Path file = Files.writeString(folder.resolve("many.yaml"), """
                tasks:
                  - {data: {type: temporal-order, length: 10}, training: {iterations: 1}}
                cells: [{type: lstm, units: 2}]
                seeds: [%s]
                """.formatted(seeds));
        return Cli.run("compare", file, "--run-dir", folder.resolve("runs"));
    }

    @Test
    void withoutATerminalManyRunsAreRefusedBeforeAnyStarts() throws IOException {
        Cli cli = compare(
                IntStream.rangeClosed(1, 10_001).mapToObj(Integer::toString).collect(Collectors.joining(", ")));
        assertThat(cli.err())
                .contains("the comparison has 10,001 runs, more than 10,000; --yes starts it all the same");
        assertThat(cli.code()).isEqualTo(ExitCode.USAGE);
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void noRunIsRefused() throws IOException {
        Cli cli = compare("");
        assertThat(cli.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(cli.err()).contains("seeds must have at least one element");
    }
}
