// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.record.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own: exit codes, signals, colours. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(120) // a guard against hanging: each takes seconds
class ChildProcessTest {

    private static final String COLOUR = "\u001b[";

    @TempDir
    private Path folder;

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = builder(arguments);
        builder.environment().putAll(environment);
        return builder.start();
    }

    private ProcessBuilder builder(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(ChildJava.command(arguments))
                .directory(folder.toFile())
                .redirectOutput(folder.resolve("out.txt").toFile())
                .redirectError(folder.resolve("err.txt").toFile());
        builder.environment().keySet().removeAll(List.of("NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"));
        return builder;
    }

    private List<String> errorLines() throws IOException {
        return ChildJava.errorLines(folder.resolve("err.txt"));
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void endsWithTheExitCodeAndNothingOnStandardOutput() throws Exception {
        assertThat(start(Map.of(), "validate", "none.yaml").waitFor()).isEqualTo(3);
        assertThat(text("out.txt")).isEmpty();
        assertThat(errorLines()).containsExactly("none.yaml: no such file");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void outputThatIsLostIsNoSuccess() throws Exception {
        ProcessBuilder schema =
                builder("schema").redirectOutput(Path.of("/dev/full").toFile());
        assertThat(schema.start().waitFor()).isEqualTo(2);
        assertThat(errorLines()).containsExactly("Cannot write standard output: No space left on device");
    }

    @Test
    void aReaderThatHasEnoughIsNoFailure() throws Exception {
        Process process =
                builder("schema").redirectOutput(ProcessBuilder.Redirect.PIPE).start();
        process.getInputStream().close();
        assertThat(process.waitFor()).isZero();
        assertThat(errorLines()).isEmpty();
    }

    @Test
    void coloursUnlessAskedNotTo() throws Exception {
        start(Map.of("CLICOLOR_FORCE", "1"), "--help").waitFor();
        assertThat(text("out.txt")).contains(COLOUR);
        start(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1"), "--help").waitFor();
        assertThat(text("out.txt")).contains("Usage").doesNotContain(COLOUR);
        start(Map.of(), "--help").waitFor();
        assertThat(text("out.txt")).contains("Usage").doesNotContain(COLOUR);
    }

    @Test
    void anInterruptLeavesEverythingReadable() throws Exception {
        Files.writeString(folder.resolve("grid.yaml"), """
                tasks:
                  - name: short
                    data: {type: temporal-order, length: 10, validationSequences: 5, testSequences: 20}
                    training: {batchSize: 4, iterations: 2}
                  - name: long
                    data: {type: temporal-order, length: 10, validationSequences: 5, testSequences: 20}
                    training: {batchSize: 4, iterations: 100000000}
                cells: [{type: lstm, units: 3}]
                seeds: [1]
                """);
        Process process = start(Map.of(), "compare", "grid.yaml", "--jobs", "1");
        Path run = folder.resolve("runs/grid");
        Path unfinished = run.resolve("long/lstm/none/seed-1");
        while (!Files.exists(unfinished.resolve("gradients.jsonl"))) {
            assertThat(process.isAlive()).as(text("err.txt")).isTrue();
            Thread.sleep(20);
        }
        boolean interrupts = !ignoresInterrupts();
        new ProcessBuilder("kill", interrupts ? "-INT" : "-TERM", Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(text("err.txt")).isEqualTo(interrupts ? 130 : 143);

        assertThat(run.resolve("status.json")).content().contains("interrupted", "1 of 2 runs are over");
        assertThat(unfinished.resolve("status.json")).content().contains("interrupted", "of 100000000");
        assertThat(run.resolve("short/lstm/none/seed-1/status.json")).content().contains("finished");
        assertThat(run.resolve("summary.json")).content().contains("\"interrupted\"", "\"short\"");
        for (String lines : List.of("gradients.jsonl", "metrics.jsonl", "clipping.jsonl")) {
            try (var rows = JsonLines.read(unfinished.resolve(lines))) {
                assertThat(rows).allSatisfy(row -> assertThat(row.has("record")).isTrue());
            }
            assertThat(Files.readString(unfinished.resolve(lines))).matches("(?s)|.*\n");
        }
        try (Stream<Path> files = Files.walk(run)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
        }
        assertThat(text("out.txt"))
                .contains("Task short", "Interrupted: 1 of 2 runs are over; the same command goes on from here");
        assertThat(text("err.txt")).doesNotContain("\tat ");
    }

    @Test
    void aKilledRunIsContinuedAndEndsAsIfItHadNotBeen() throws Exception {
        Path job = Files.writeString(folder.resolve("job.yaml"), """
                task: {type: temporal-order, length: 10, validationSequences: 5, testSequences: 20}
                cell: {type: lstm, units: 3}
                clipping: {type: global-norm, maxNorm: 0.05}
                training: {batchSize: 4, iterations: 4000}
                checkpoint: {every: 50}
                """);
        Path killed = folder.resolve("killed");
        Process process = start(Map.of(), "train", "job.yaml", "--run-dir", killed.toString());
        while (!Files.exists(killed.resolve("checkpoint/model.zip"))) {
            assertThat(process.isAlive()).as(text("err.txt")).isTrue();
            Thread.sleep(5);
        }
        Cli second = Cli.run("train", job, "--run-dir", killed);
        assertThat(second.code()).as(second.err()).isEqualTo(2);
        assertThat(second.err()).contains("is in use by a run that is still going on");
        process.destroyForcibly().waitFor();
        assertThat(killed.resolve("status.json")).content().contains("running");

        Cli continued = Cli.run("train", job, "--run-dir", killed);
        assertThat(continued.code()).as(continued.err()).isZero();
        assertThat(continued.err()).containsPattern("job goes on at [1-9][0-9]+ of 4000");
        Path whole = folder.resolve("whole");
        assertThat(Cli.run("train", job, "--run-dir", whole).code()).isZero();
        for (String lines : List.of("gradients.jsonl", "metrics.jsonl", "clipping.jsonl", "gradient-summary.json")) {
            assertThat(killed.resolve(lines)).hasSameTextualContentAs(whole.resolve(lines));
        }
    }

    /** A build that was started in the background of a shell script ignores SIGINT, and so do its children. */
    private static boolean ignoresInterrupts() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 0b10) != 0);
    }
}
