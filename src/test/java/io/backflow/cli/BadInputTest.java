// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no program can work with, by exit code and by what the user is told. */
class BadInputTest {

    @TempDir
    private Path folder;

    private Path run() {
        return folder.resolve("run");
    }

    private void assertRefused(Cli cli, int code, String... said) {
        assertThat(cli.code()).as(cli.err()).isEqualTo(code);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).contains(said).doesNotContain("\tat ", "Exception", "internal error");
        assertThat(run()).doesNotExist();
    }

    private void assertBadConfiguration(Path config, String... said) {
        for (String command : new String[] {"train", "compare"}) {
            assertRefused(Cli.run(command, config, "--run-dir", run()), 3, said);
        }
        assertRefused(Cli.run("validate", config), 3, said);
    }

    @Test
    void aConfigurationThatIsNoFile() {
        assertBadConfiguration(folder.resolve("none.yaml"), "none.yaml: no such file");
        assertBadConfiguration(folder, "is a directory");
    }

    @Test
    void optionsOfSparkWhereThereIsNone() {
        String quickstart = "configs/quickstart.yaml";
        assertRefused(
                Cli.run("compare", quickstart, "--run-dir", run(), "--spark", "spark://127.0.0.1:7077"),
                2,
                "on the class path",
                "spark-submit");
        assertRefused(
                Cli.run("compare", quickstart, "--run-dir", run(), "--shared", folder), 2, "--shared is for --spark");
        assertRefused(
                Cli.run("compare", quickstart, "--run-dir", run(), "--spark-conf", "spark.task.cpus=2"),
                2,
                "--spark-conf is for --spark");
        assertRefused(
                Cli.run("compare", quickstart, "--run-dir", run(), "--spark", "local", "--jobs", "2"),
                2,
                "--jobs is for this machine");
    }

    @ParameterizedTest
    @CsvSource({"'', empty", "'- a', mapping", "just text, mapping", "'a: [', 1 problem"})
    void aConfigurationThatIsNoMapping(String content, String said) throws IOException {
        assertBadConfiguration(Files.writeString(folder.resolve("bad.yaml"), content), said);
    }

    @Test
    void aBinaryConfiguration() throws IOException {
        Path file = Files.write(folder.resolve("bad.yaml"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 1});
        assertBadConfiguration(file, "is not text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "a:\n- "})
    @Timeout(20) // a guard against hanging: it takes milliseconds
    void aMegabyteOfNesting(String unit) throws IOException {
        String nested = unit.repeat((1 << 20) / unit.length() - 1);
        assertBadConfiguration(Files.writeString(folder.resolve("deep.yaml"), nested), "deep.yaml");
    }

    private Cli trainOnCsv(String... sequences) throws IOException {
        Path csv = Files.createDirectories(folder.resolve("csv"));
        for (int i = 0; i < sequences.length; i++) {
            Files.writeString(csv.resolve(i + ".csv"), sequences[i]);
        }
        Path config = Files.writeString(folder.resolve("csv.yaml"), """
                task: {type: csv, train: '%s', objective: regress-sequence, targets: ['1']}
                cell: {type: lstm, units: 3}
                training: {batchSize: 4, epochs: 1}
                """.formatted(csv));
        return Cli.run("train", config, "--run-dir", run());
    }

    @ParameterizedTest
    @CsvSource({
        "'1,2\n1\n', 1.csv:2:",
        "'1,2\n1,2,3\n', 1.csv:2:",
        "'1,2\none,2\n', 1.csv:2:",
        "'1,2\nNaN,2\n', 1.csv:2:",
        "'1,2\nInfinity,2\n', 1.csv:2:",
        "'1,2\n,2\n', 1.csv:2:",
        "'', 1.csv: the file is empty"
    })
    void aCsvFileThatBreaksARule(String second, String place) throws IOException {
        assertRefused(trainOnCsv("1,2\n3,2\n", second, "1,2\n"), 4, place);
    }

    @Test
    void tooFewCsvFiles() throws IOException {
        assertRefused(trainOnCsv(), 4, "no file that matches");
        assertRefused(trainOnCsv("1,2\n3,2\n"), 4, "only one sequence");
    }

    private Cli trainOnText(String task, Object... options) throws IOException {
        Path config = Files.writeString(folder.resolve("text.yaml"), """
                task: {type: text, %s, sequenceLength: 20}
                cell: {type: lstm, units: 3}
                training: {batchSize: 4, epochs: 1}
                """.formatted(task));
        Object[] arguments = new Object[4 + options.length];
        System.arraycopy(new Object[] {"train", config, "--run-dir", run()}, 0, arguments, 0, 4);
        System.arraycopy(options, 0, arguments, 4, options.length);
        return Cli.run(arguments);
    }

    @Test
    void aTextThatIsMissingEmptyOrTooShort() throws IOException {
        Path text = folder.resolve("text.txt");
        assertRefused(trainOnText("file: '" + text + "'"), 4, text.toString());
        Files.writeString(text, "");
        assertRefused(trainOnText("file: '" + text + "'"), 4, text.toString());
        Files.writeString(text, "too short for that");
        assertRefused(trainOnText("file: '" + text + "'"), 4, text.toString(), "too short");
        assertRefused(trainOnText("file: '" + folder + "'"), 4, folder.toString());
    }

    @Test
    void aDataDirectoryThatLacksTheFileOrHasAnother() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data/tinyshakespeare"));
        assertRefused(
                trainOnText("dataset: tinyshakespeare", "--data-dir", data.resolveSibling("elsewhere")),
                4,
                "elsewhere");
        assertRefused(
                trainOnText("dataset: tinyshakespeare", "--data-dir", folder.resolve("data")), 4, "tinyshakespeare");
        Files.writeString(data.resolve("input.txt"), "First Citizen:\n");
        assertRefused(trainOnText("dataset: tinyshakespeare", "--data-dir", folder.resolve("data")), 4, "input.txt");
    }
}
