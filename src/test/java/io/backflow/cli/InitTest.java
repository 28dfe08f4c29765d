// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.config.internal.ConfigReader;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.starter.StarterJob;
import io.backflow.data.internal.source.DataFiles;
import io.backflow.data.internal.source.DownloadProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Configurations to begin with: every one is valid as it is. */
class InitTest {

    @TempDir
    private Path folder;

    static Set<String> tasks() {
        return StarterJob.tasks().keySet();
    }

    private static void assertRefused(int code, String said, Object... arguments) {
        Cli cli = Cli.run(arguments);
        assertThat(cli.code()).as(cli.err()).isEqualTo(code);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.err()).contains(said).doesNotContain("\tat ");
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void isValidForEveryTask(String task) throws IOException {
        Path file = folder.resolve("job.yaml");
        Cli cli = Cli.run("init", "--task", task, "--out", file);
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out()).isEqualTo("Written: " + file + System.lineSeparator());
        String text = Files.readString(file);
        assertThat(text).contains("backflow train " + file, "task:\n  type: " + task + "\n", "\ntraining:\n");
        assertThat(text.lines().filter(line -> line.contains("# ") && !line.contains(file.toString())))
                .allMatch(line -> line.length() <= 100);
        assertThat(text.replaceAll("\\b[A-Z]\\w+Task\\b|\\b[A-Z]\\w+Data\\b", "@"))
                .doesNotContain("@");
        JobConfig job = new ConfigReader().readJob(file);
        assertThat(job.cell().units()).isEqualTo(50);
    }

    @ParameterizedTest
    @MethodSource("tasks")
    void whatIsCommentedOutIsWhatHoldsAnyway(String task) throws IOException {
        String text = new StarterJob().onTask(task, "job.yaml");
        Path file = Files.writeString(folder.resolve("job.yaml"), text);
        Path all = Files.writeString(folder.resolve("all.yaml"), text.replaceAll("(?m)^  #(\\w)", "  $1"));
        assertThat(new ConfigReader().readJob(all).task())
                .isEqualTo(new ConfigReader().readJob(file).task());
    }

    @Test
    void listsTheTasks() {
        Cli cli = Cli.run("init");
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(cli.out()).contains(tasks()).contains("The adding problem", "backflow init --task TASK");
    }

    @Test
    void looksAtAFile() throws IOException {
        StringBuilder rows = new StringBuilder("id,x,gap,state\n");
        for (int i = 0; i < 60; i++) {
            rows.append(i / 3).append(',').append(i * 0.5).append(',');
            rows.append(i == 7 ? "" : i).append(',').append(i / 3 % 2 == 0 ? "on" : "off");
            rows.append('\n');
        }
        Path data = Files.writeString(folder.resolve("My Readings.csv"), rows);
        Path file = folder.resolve("job.yaml");
        Cli cli = Cli.run("init", data, "--label", "state", "-o", file);
        assertThat(cli.code()).as(cli.err()).isZero();
        assertThat(file)
                .content()
                .contains("  form: long\n", "  label: state\n", "  missing: interpolate   # or mask-step")
                .contains("  #standardise: true\n", "file: \"" + data + "\"\n");
        assertThat(new ConfigReader()
                        .readJob(file)
                        .task()
                        .open(DataFiles.of(null, Map.of(), folder, DownloadProgress.NONE))
                        .labels())
                .containsExactly("off", "on");
        assertThat(Cli.run("init", data, "--label", "state", "-o", "-").out())
                .isEqualTo(Files.readString(file).replace(file.toString(), "my-readings.yaml"));
    }

    @Test
    void replacesNothingUnlessForced() throws IOException {
        Path file = Files.writeString(folder.resolve("job.yaml"), "mine");
        assertRefused(2, "is there already; --force replaces it", "init", "--task", "reber", "-o", file);
        assertThat(file).content().isEqualTo("mine");
        assertThat(Cli.run("init", "--task", "reber", "-o", file, "--force").code())
                .isZero();
        assertThat(file).content().contains("type: reber");
    }

    @Test
    void refusesWhatItDoesNotKnow() throws IOException {
        assertRefused(2, "there is no task 'addding', but [temporal-order, adding,", "init", "--task", "addding");
        assertRefused(2, "say one of them", "init", "--task", "adding", "file.csv");
        assertRefused(4, "cannot read data", "init", folder.resolve("nothing.csv"), "-o", folder.resolve("a.yaml"));
        assertRefused(2, "--form must be auto", "init", folder.resolve("nothing.csv"), "--form", "round");
        assertThat(folder.resolve("a.yaml")).doesNotExist();
        Path rows = Files.writeString(folder.resolve("rows.txt"), "0.1 0.2 0.3\n0.4 0.5 0.6\n");
        Cli cli = Cli.run("init", rows, "-o", folder.resolve("rows.yaml"));
        assertThat(cli.code()).isEqualTo(4);
        assertThat(cli.err()).contains("As it is, this task does not open: ");
        assertThat(folder.resolve("rows.yaml")).content().contains("form: rows");
    }
}
