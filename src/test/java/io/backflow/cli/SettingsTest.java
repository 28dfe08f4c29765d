// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.cli.internal.option.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    private Path folder;

    private Path config = Path.of("");

    @BeforeEach
    void write() throws IOException {
        config = Files.writeString(folder.resolve("tiny.yaml"), """
                task: {type: temporal-order, length: 10}
                cell: {type: lstm, units: 4}
                training: {batchSize: 4, iterations: 2}
                """);
    }

    @Test
    void whatIsSetStandsInTheResolvedConfiguration() {
        Cli cli = Cli.run("validate", config, "--set", "cell.units=6", "--set", "training.iterations=9");
        assertThat(cli.out()).contains("units: 6", "iterations: 9").doesNotContain("units: 4");
    }

    /** Problems of the file and of what was set are told together. */
    @Test
    void aProblemNamesTheOption() throws IOException {
        Files.writeString(config, Files.readString(config).replace("length: 10", "length: -1"));
        Cli cli = Cli.run("validate", config, "--set", "cell.units=-4");
        assertThat(cli.code()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(cli.err())
                .contains("2 problems", "  --set cell.units=-4: cell.units must be between 1 and 16384, got -4")
                .contains("  1:38  task.length must be");
    }

    @Test
    void seedsAreNumbersAndRanges() {
        Seeds.Converter converter = new Seeds.Converter();
        assertThat(converter.convert("1-3, 7").all()).containsExactly(1L, 2L, 3L, 7L);
        assertThat(converter.convert("4").asSetting()).isEqualTo("seeds=[4]");
    }

    @Test
    void refusesSeedsThatAreNone() {
        for (String bad : new String[] {"", "x", "3-1", "1-", "1,,2", "1-20000"}) {
            Cli cli = Cli.run("compare", config, "--seeds", bad);
            assertThat(cli.code()).as(bad).isEqualTo(ExitCode.USAGE);
            assertThat(cli.err())
                    .contains("Invalid value for option '--seeds': must be")
                    .contains("got '" + bad + "'");
        }
    }

    /**
     * Two seeds of two cells, one of which has as many units as it takes for as many parameters; nothing is written.
     */
    @Test
    void aDryRunSaysWhatWouldBeRun() throws IOException {
        Path grid = Files.writeString(folder.resolve("grid.yaml"), """
                tasks: [{data: {type: temporal-order, length: 10}, training: {batchSize: 2, iterations: 2}}]
                cells: [{type: lstm, units: 4}, {type: simple-rnn}]
                match: parameters
                """);
        Path runs = folder.resolve("runs");
        Cli cli = Cli.run("compare", grid, "--seeds", "1-2", "--dry-run", "--jobs", "1", "--run-dir", runs);
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .containsPattern("lstm +none +4 +196 +2 +2 +0 ")
                .containsPattern("simple-rnn +none +9 +184 +2 +2 +0 ")
                .contains("4 runs, 0 of them over already.");
        assertThat(runs).doesNotExist();
    }
}
