// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One page of several run directories. */
class JoinedReportTest {

    @TempDir
    private Path folder;

    private Path comparison(String name, String task, int blanks, int units) throws IOException {
        Path directory = folder.resolve(name);
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("status.json"), "{\"status\": \"finished\"}");
        Files.writeString(directory.resolve("config.yaml"), """
                tasks:
                  - name: %s
                    data: {type: copy, blanks: %d}
                    training: {batchSize: 2, iterations: 3}
                cells: [{type: lstm, units: %d}, {type: gru, units: 3}]
                seeds: [1]
                """.formatted(task, blanks, units));
        for (String cell : List.of("gru", "lstm")) {
            RunFiles.run(directory.resolve(task + "/" + cell + "/none/seed-1"), 20, 1);
            RunFiles.named(directory.resolve(task + "/" + cell + "/none/seed-1"), "copy", task);
        }
        return directory;
    }

    private static Map<String, Object> read(Path... directories) {
        return ReportData.read(List.of(directories)).json();
    }

    private static List<String> arms(Map<String, Object> json) {
        return ((List<?>) Objects.requireNonNull(json.get("runs")))
                .stream()
                        .map(run -> new Line(Map.of("run", run)).at("run"))
                        .map(run -> run.text("task") + ": " + run.text("cell"))
                        .toList();
    }

    @Test
    void oneDirectoryIsAsItWas() throws IOException {
        Map<String, Object> json = read(comparison("a", "copy", 10, 4));
        assertThat(arms(json)).containsExactly("copy: lstm", "copy: gru");
        assertThat(json).containsEntry("title", "a").containsEntry("notes", List.of());
    }

    @Test
    void armsThatSeveralDirectoriesHaveOfATaskCarryTheirNames() throws IOException {
        Map<String, Object> json = read(comparison("x/a", "copy", 10, 4), comparison("y/a", "copy", 10, 4));
        assertThat(arms(json))
                .containsExactly("copy: lstm (x/a)", "copy: gru (x/a)", "copy: lstm (y/a)", "copy: gru (y/a)");
        assertThat(json.get("notes"))
                .asString()
                .contains(
                        "Cells whose arms several directories have carry the directory's name: lstm / none, gru / none.");
        assertThat(json.get("sentences")).asString().contains("lstm (x/a)", "gru (y/a)");
    }

    @Test
    void ofOtherDataATaskIsAnother() throws IOException {
        Map<String, Object> json = read(comparison("a", "copy", 10, 4), comparison("b", "copy", 20, 4));
        assertThat(arms(json)).containsExactly("copy (a): lstm", "copy (a): gru", "copy (b): lstm", "copy (b): gru");
        assertThat(json.get("notes"))
                .asString()
                .contains("is another task in b than in a: its data are configured otherwise.");
    }

    @Test
    void ranksAreOfOneMetric() throws IOException {
        Path a = comparison("a", "short", 10, 4);
        Path b = comparison("b", "long", 20, 4);
        assertThat((List<?>) read(a, b).get("ranks")).hasSize(1);
        for (String cell : List.of("gru", "lstm")) {
            RunFiles.named(b.resolve("long/" + cell + "/none/seed-1"), "\"accuracy\"", "\"mse\"");
        }
        Map<String, Object> json = read(a, b);
        assertThat((List<?>) json.get("ranks")).isEmpty();
        assertThat(json.get("sentences")).asString().doesNotContain("ranks");
        assertThat(json.get("notes"))
                .asString()
                .contains("Tasks whose metrics differ are not ranked together: accuracy of short; MSE of long.");
    }

    @Test
    void anArmThatIsConfiguredOtherwiseIsAnother() throws IOException {
        Map<String, Object> json = read(comparison("a", "short", 10, 4), comparison("b", "long", 20, 5));
        assertThat(arms(json)).containsExactly("short: lstm (a)", "short: gru", "long: lstm (b)", "long: gru");
        assertThat((List<?>) json.get("ranks")).isEmpty();
    }

    @Test
    void namesAreAsShortAsTheyCanBe() {
        assertThat(Source.names(List.of(Path.of("r/x/a"), Path.of("r/y/a"), Path.of("r/y/b"))))
                .containsExactly("x/a", "y/a", "b");
        assertThat(Source.names(List.of(Path.of("/")))).containsExactly("report");
    }
}
