// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import io.backflow.record.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The commands in this process: arguments, exit codes, streams. */
class MainTest {

    private static final String JOB = """
            task: {type: temporal-order, length: 10, validationSequences: 5, testSequences: 20}
            cell: {type: lstm, units: 3}
            training: {batchSize: 4, iterations: 3}
            """;

    private static final String COMPARISON = """
            tasks:
              - data: {type: temporal-order, length: 10, validationSequences: 5, testSequences: 20}
                training: {batchSize: 4, iterations: 3}
            cells: [{type: simple-rnn, units: 3}, {type: lstm, units: 3}]
            seeds: [1, 2]
            """;

    private static final String DIVERGING = """
            task: {type: adding, length: 6, variant: tcn, validationSequences: 5, testSequences: 20}
            cell: {type: simple-rnn, units: 3, activation: relu}
            training: {updater: {type: sgd, learningRate: 1.0e+20}, batchSize: 4, iterations: 30}
            """;

    @TempDir
    private Path folder;

    @AfterEach
    void asQuietAsBefore() {
        ((Logger) LoggerFactory.getLogger("io.backflow")).setLevel(null);
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private Path run() {
        return folder.resolve("run");
    }

    private static void assertRefused(Cli cli, int code, String... said) {
        assertThat(cli.code()).as(cli.err()).isEqualTo(code);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).contains(said).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--help", "train --help", "compare -h", "advise --help", "surface --help", "validate --help"})
    void helpIsAResult(String arguments) {
        Cli cli = Cli.run((Object[]) arguments.split(" "));
        assertThat(cli.code()).isZero();
        assertThat(cli.out()).startsWith("Usage: backflow");
        assertThat(cli.err()).isEmpty();
    }

    @Test
    void helpNamesTheCommandsAndTheExitCodes() {
        assertThat(Cli.run("--help").out())
                .contains(
                        "train",
                        "compare",
                        "surface",
                        "validate",
                        "Exit codes:",
                        "130",
                        "--fail-on-divergence was given");
    }

    @Test
    void theVersionIsTheBuilds() {
        Cli cli = Cli.run("--version");
        assertThat(cli.code()).isZero();
        assertThat(cli.out().strip())
                .isEqualTo("backflow " + System.getProperty("backflow.version") + " (Java "
                        + Runtime.version().feature() + ")");
    }

    @Test
    void noArgumentsAreWrongArguments() {
        assertRefused(Cli.run(), 2, "Usage: backflow");
    }

    @ParameterizedTest
    @CsvSource({
        "--frobnicate, Unknown option",
        "frobnicate, frobnicate",
        "train, CONFIG",
        "compare, CONFIG",
        "surface, CONFIG",
        "train a.yaml b.yaml, b.yaml",
        "train a.yaml --frobnicate, --frobnicate",
        "compare a.yaml --jobs many, --jobs",
        "advise a.yaml --iterations 0, --iterations must be at least 1",
        "'advise a.yaml --seeds 1,1', --seeds must not repeat",
        "advise a.yaml --seeds x, --seeds",
        "compare a.yaml --jobs 0, --jobs must be at least 1"
    })
    void wrongArguments(String arguments, String said) {
        assertRefused(Cli.run((Object[]) arguments.split(" ")), 2, said);
    }

    @Test
    void trainsAndPrintsResultsOnStandardOutputOnly() throws IOException {
        Cli cli = Cli.run("train", file("job.yaml", JOB), "--run-dir", run());
        assertThat(cli.code()).isZero();
        assertThat(cli.out().lines().toList())
                .startsWith("Task temporal-order, one seed, tested after the last update", "")
                .endsWith("Run directory: " + run(), "Report: " + run().resolve("report.html"));
        assertThat(cli.out()).contains("test accuracy").containsPattern("lstm +none +[0-9]+ .* finished");
        assertProgress(cli, "100 %  1/1 runs  job finished");
        assertThat(run().resolve("status.json")).content().contains("\"finished\"");
    }

    @Test
    void drawsASurfaceOnceUnlessForced() throws IOException {
        Path config = file("cliff.yaml", """
                surface: {steps: 50}
                w: {from: 4, to: 6, points: 21}
                b: {from: -3, to: -1, points: 21}
                descent: {w: 4.7, b: -2.1, learningRate: 0.06}
                """);
        Cli cli = Cli.run("surface", config, "--run-dir", run());
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out())
                .contains("The longest gradient of the grid, ", "no update moves it by more than 0.0600")
                .endsWith("Run directory: " + run() + System.lineSeparator());
        assertThat(run().resolve("surface.png")).isNotEmptyFile();
        assertRefused(Cli.run("surface", config, "--run-dir", run()), 2, "--force replaces it");
        assertThat(Cli.run("surface", config, "--run-dir", run(), "--force").code())
                .isZero();
        assertThat(Cli.run("validate", config).out()).contains("points: 21", "start: 0.5");
        assertRefused(Cli.run("train", config), 3, "this describes an error surface, which `backflow surface` draws");
    }

    /** On a machine that is very busy there may be lines before the last. */
    private static void assertProgress(Cli cli, String last) {
        assertThat(cli.err().lines()).allMatch(line -> line.matches(" *[0-9]+ %  [0-9]/[0-9] runs  .*"));
        assertThat(cli.err().lines()).last().asString().startsWith(last);
    }

    @Test
    void comparesSideBySide() throws IOException {
        Cli cli = Cli.run("compare", file("both.yaml", COMPARISON), "--run-dir", run(), "-j", 2);
        assertThat(cli.code()).isZero();
        assertThat(cli.out())
                .startsWith("Task temporal-order, mean ")
                .containsPattern("simple-rnn +none .* finished\nlstm +none .* finished\n")
                .endsWith("Report: " + run().resolve("report.html") + System.lineSeparator());
        assertProgress(cli, "100 %  4/4 runs");
    }

    @Test
    void refusesAFinishedRunUnlessForced() throws IOException {
        Path job = file("job.yaml", JOB);
        assertThat(Cli.run("train", job, "--run-dir", run()).code()).isZero();
        assertRefused(Cli.run("train", job, "--run-dir", run()), 2, run().toString(), "--force");
        assertThat(Cli.run("train", job, "--run-dir", run(), "--force").code()).isZero();
    }

    @Test
    void refusesADirectoryThatIsNotARuns() throws IOException {
        assertRefused(
                Cli.run("train", file("job.yaml", JOB), "--run-dir", folder, "--force"), 2, "nothing was changed");
        assertRefused(
                Cli.run("compare", file("both.yaml", COMPARISON), "--run-dir", folder.resolve("job.yaml")),
                2,
                "must be a directory, got a file");
        assertRefused(
                Cli.run("train", folder.resolve("job.yaml"), "--run-dir", folder.resolve("job.yaml/x")),
                2,
                "cannot be written");
    }

    @Test
    void divergenceIsAResultUnlessItIsToFail() throws IOException {
        Path job = file("job.yaml", DIVERGING);
        Cli result = Cli.run("train", job, "--run-dir", run());
        assertThat(result.code()).isZero();
        assertThat(result.out()).containsPattern("simple-rnn .* diverged\n").contains("The run diverged: The ");
        Cli failure = Cli.run("train", job, "--run-dir", run(), "--force", "--fail-on-divergence");
        assertThat(failure.code()).isEqualTo(5);
        assertThat(failure.out()).contains("diverged", "Run directory: ");
        Path both = file("both.yaml", """
                tasks:
                  - data: {type: adding, length: 6, variant: tcn, validationSequences: 5, testSequences: 20}
                    training: {updater: {type: sgd, learningRate: 1.0e+20}, batchSize: 4, iterations: 30}
                cells: [{type: simple-rnn, units: 3, activation: relu}]
                seeds: [1]
                """);
        Cli compared = Cli.run("compare", both, "--run-dir", folder.resolve("c"), "--fail-on-divergence");
        assertThat(compared.code()).isEqualTo(5);
        String place = "adding/simple-rnn/none/seed-1";
        assertThat(compared.out()).contains("Diverged: " + place + ": The ");
        assertThat(folder.resolve("c").resolve(place)).isDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {JOB, COMPARISON, DIVERGING})
    void validatePrintsWhatItAcceptsAgain(String content) throws IOException {
        Cli first = Cli.run("validate", file("some.yaml", content));
        assertThat(first.code()).isZero();
        assertThat(first.err()).isEmpty();
        assertThat(first.out()).startsWith("name: some\n").contains("recording:");
        Cli second = Cli.run("validate", file("resolved.yaml", first.out()));
        assertThat(second.out()).isEqualTo(first.out());
    }

    @Test
    void advisesOnAJobAndOnAComparisonAndWritesOnlyWhereItIsAsked() throws IOException {
        Path job = file("job.yaml", JOB);
        Cli one = Cli.run("advise", job, "--iterations", 4, "--seeds", "1,2");
        assertThat(one.code()).as(one.err()).isZero();
        assertThat(one.out())
                .startsWith("Task temporal-order, cell lstm: 8 updates of 2 seeds without clipping, mean norm ")
                .containsPattern("P99 +[0-9.]+ +[0-9.<]+%")
                .containsPattern("clipping: [{]type: global-norm, maxNorm: [0-9.E-]+[}]");
        assertProgress(one, "100 %  2/2 runs");
        assertThat(folder).isDirectoryNotContaining("glob:**run*");
        Path norms = folder.resolve("norms.jsonl");
        Cli both = Cli.run("advise", file("both.yaml", COMPARISON), "-n", 2, "--output", norms);
        assertThat(both.code()).as(both.err()).isZero();
        assertThat(both.out()).contains("cell simple-rnn: 4 updates of 2 seeds", "  - none\n", "Norms: " + norms);
        try (var rows = JsonLines.read(norms)) {
            assertThat(rows).hasSize(4).allMatch(row -> row.numbers("norms").length == 2);
        }
        assertRefused(Cli.run("advise", job, "--output", norms), 2, "--output must be a new file");
    }

    @Test
    void printsTheSchemaForEditors() {
        Cli cli = Cli.run("schema");
        assertThat(cli.code()).isZero();
        assertThat(cli.err()).isEmpty();
        assertThat(cli.out())
                .startsWith("{")
                .contains("\"const\" : \"global-norm\"")
                .endsWith("}\n");
    }

    @Test
    void aConfigurationForTheOtherCommandIsNamedAsSuch() throws IOException {
        assertRefused(Cli.run("train", file("both.yaml", COMPARISON)), 3, "describes a comparison");
        assertRefused(Cli.run("compare", file("job.yaml", JOB)), 3, "describes one job, which `backflow train` runs");
    }

    @Test
    void showsTheLineOfEachProblem() throws IOException {
        Path bad = file("bad.yaml", JOB.replace("lstm", "ltsm").replace("iterations: 3", "iterations: 0"));
        assertRefused(
                Cli.run("validate", bad),
                3,
                bad + ": 2 problems",
                "did you mean 'lstm'?",
                "cell: {type: ltsm, units: 3}",
                "training.iterations");
    }

    @ParameterizedTest
    @CsvSource({"false, train", "true, train", "true, validate"})
    void aStackTraceOnlyOnDemand(boolean verbose, String command) throws IOException {
        Path bad = file("bad.yaml", "[]");
        Cli cli = verbose ? Cli.run(command, bad, "--verbose") : Cli.run(command, bad);
        assertThat(cli.code()).isEqualTo(3);
        assertThat(cli.err().contains("\tat io.backflow.config.")).isEqualTo(verbose);
    }
}
