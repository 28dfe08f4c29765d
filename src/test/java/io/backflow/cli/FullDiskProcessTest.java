// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program as a process of its own on a file system that is too small; skipped where none can be mounted. */
@EnabledOnOs(OS.LINUX)
@Timeout(180) // a guard against hanging: it takes seconds
class FullDiskProcessTest {

    /** In a name space of its own, so that it needs no rights and nothing stays mounted; FULL and WHOLE are copies. */
    private static final List<String> IN_A_SMALL_FILE_SYSTEM = List.of("unshare", "-rm", "sh", "-c", """
            set -e
            mount -t tmpfs -o size="$1"k tmpfs disk
            shift
            "$@" > out1.txt 2> err1.txt || echo $? > code1.txt
            cp -r disk/run full
            mount -o remount,size=64m disk
            "$@" > out2.txt 2> err2.txt || echo $? > code2.txt
            cp -r disk/run resumed
            """, "sh");

    @TempDir
    private Path folder;

    private int start(List<String> command) throws Exception {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("shell.txt").toFile())
                .start()
                .waitFor();
    }

    private void assumeFileSystemsCanBeMounted() throws Exception {
        Files.createDirectories(folder.resolve("disk"));
        try {
            assumeThat(start(List.of("unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "disk")))
                    .isZero();
        } catch (IOException e) {
            assumeThat(e).as("there is no unshare").isNull();
        }
    }

    private List<String> program(Path job) {
        return ChildJava.command("train", job.toString(), "--run-dir", "disk/run");
    }

    private static long kilobytes(Path file) throws IOException {
        return Files.size(file) / 1024;
    }

    @Test
    void aCheckpointThatDoesNotFitCostsOneLineAndNothingElse() throws Exception {
        assumeFileSystemsCanBeMounted();
        Path job = Files.writeString(folder.resolve("job.yaml"), """
                task: {type: temporal-order, length: 10, validationSequences: 5, testSequences: 20}
                cell: {type: lstm, units: 60}
                clipping: {type: global-norm, maxNorm: 0.05}
                training: {updater: adam, batchSize: 4, iterations: 20}
                checkpoint: {every: 5}
                """);
        Path whole = folder.resolve("whole");
        assertThat(Cli.run("train", job, "--run-dir", whole).code()).isZero();

        // Room for one checkpoint and all the rest, and for half of the next checkpoint beside it.
        long room = 100 + kilobytes(whole.resolve("checkpoint/model.zip")) * 3 / 2;
        List<String> command = new ArrayList<>(IN_A_SMALL_FILE_SYSTEM);
        command.add(Long.toString(room));
        command.addAll(program(job));
        assertThat(start(command))
                .as(Files.readString(folder.resolve("shell.txt")))
                .isZero();

        assertThat(folder.resolve("code1.txt")).hasContent("2");
        assertThat(ChildJava.errorLines(folder.resolve("err1.txt")))
                .filteredOn(line -> !line.contains(" INFO "))
                .containsExactly("Cannot write disk/run/checkpoint/model.zip: No space left on device");
        assertThat(folder.resolve("full/checkpoint")).isDirectoryNotContaining("glob:**.tmp");

        assertThat(folder.resolve("code2.txt")).as("the exit code is 0").doesNotExist();
        assertThat(folder.resolve("err2.txt")).content().containsPattern("job goes on at [0-9]+ of 20");
        for (String lines : List.of("gradients.jsonl", "metrics.jsonl", "clipping.jsonl", "gradient-summary.json")) {
            assertThat(folder.resolve("resumed").resolve(lines)).hasSameTextualContentAs(whole.resolve(lines));
        }
    }
}
