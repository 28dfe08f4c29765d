// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.config.internal.BpttConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.config.internal.UpdaterConfig;
import io.backflow.store.internal.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The disk is full at each file in turn: which one is said, and with room again the run ends as if nothing had been.
 */
class FullDiskTest {

    private static final JobConfig JOB = Tiny.job(
            Tiny.ORDER,
            Tiny.LSTM,
            new TrainingConfig(new UpdaterConfig.Adam(0.01, 0.9, 0.999, 1e-8), 4, 9, null, new BpttConfig.Standard()));

    @TempDir
    private Path folder;

    private Path dir(String name) {
        return folder.resolve(name);
    }

    /** Puts a link to a full device in the place of a file, as soon as a run has done so many updates. */
    private RunProgress fillingUp(Path file, int updates) {
        return new RunProgress() {
            @Override
            public void started(String job, long goal) {
                advanced(job, 0, 0);
            }

            @Override
            public void advanced(String job, long done, double loss) {
                if (done == updates) {
                    link(file);
                }
            }
        };
    }

    private static void link(Path file) {
        try {
            Files.createDirectories(file.getParent());
            Files.createSymbolicLink(file, FullDevice.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "metrics.jsonl, 0, metrics.jsonl",
        "gradients.jsonl, 0, gradients.jsonl",
        "clipping.jsonl, 0, clipping.jsonl",
        "flow.jsonl, 0, flow.jsonl",
        "checkpoint/model.zip.tmp, 0, checkpoint/model.zip",
        "checkpoint/model.zip.tmp, 5, checkpoint/model.zip",
        "checkpoint/model.zip.tmp, 9, checkpoint/model.zip",
        "gradient-summary.json.tmp, 0, gradient-summary.json",
        "summary.json.tmp, 9, summary.json",
        "status.json.tmp, 9, status.json"
    })
    void aRunNamesTheFileAndGoesOnWhenThereIsRoom(String full, int updates, String named) throws IOException {
        Tiny.in(dir("whole")).train(JOB);
        Path run = dir("run");
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Tiny.in(run)
                        .progress(fillingUp(run.resolve(full), updates))
                        .train(JOB))
                .withMessage("Cannot write " + run.resolve(named) + ": No space left on device");
        assertThat(Runs.filesIn(run)).noneMatch(file -> file.endsWith(AtomicFiles.TEMPORARY));
        Files.deleteIfExists(run.resolve(full));
        Tiny.in(run).train(JOB);
        assertThat(Runs.filesIn(run)).isEqualTo(Runs.filesIn(dir("whole")));
        Runs.assertSameRuns(dir("whole"), run);
    }

    @ParameterizedTest
    @ValueSource(strings = {"summary.json", "arms.csv", "runs.csv"})
    void soDoesAComparison(String named) throws IOException {
        Tiny.in(dir("whole")).compare(Tiny.comparison());
        Path run = dir("run");
        Path temporary = run.resolve(named + AtomicFiles.TEMPORARY);
        RunProgress filling = new RunProgress() {
            @Override
            public void started(String job, long goal) {
                if (!Files.isSymbolicLink(temporary)) {
                    link(temporary);
                }
            }
        };
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Tiny.in(run).progress(filling).compare(Tiny.comparison()))
                .withMessage("Cannot write " + run.resolve(named) + ": No space left on device");
        Tiny.in(run).compare(Tiny.comparison());
        assertThat(Runs.filesIn(run)).isEqualTo(Runs.filesIn(dir("whole")));
    }

    @Test
    void whatAKillLeftOfTheVeryFirstFileIsNoObstacle() throws IOException {
        Files.createDirectories(dir("run"));
        Files.writeString(dir("run").resolve(".lock"), "");
        Files.writeString(dir("run").resolve("status.json.tmp"), "{");
        Tiny.in(dir("run")).train(JOB);
        assertThat(Runs.status(dir("run"))).isEqualTo("finished");
    }
}
