// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import host.Peak;
import host.Turn;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.RecordingConfig;
import io.backflow.gradient.Quantity;
import io.backflow.gradient.Scale;
import io.backflow.record.SinkConfig;
import io.backflow.store.internal.RunDirectoryException;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs with quantities and sinks that their configuration names, stopped, broken and gone on with. */
class MeasuredRunTest {

    private static final int MINI_BATCHES = 9;

    private static final List<String> TABLES = List.of("metrics", "gradients", "clipping", "flow", "measured");

    @TempDir
    private Path folder;

    private Path dir(String name) {
        return folder.resolve(name);
    }

    /** A job that remembers between updates, and saves a checkpoint every two. */
    private static JobConfig job(@Nullable List<Quantity> measure, @Nullable List<SinkConfig> sinks) {
        JobConfig plain = Tiny.job(Tiny.ORDER, Tiny.LSTM, Tiny.iterations(MINI_BATCHES, 0.1));
        return plain.withSettings(plain.settings().withRecording(new RecordingConfig(2, Scale.MEAN, measure, sinks)));
    }

    private static JobConfig measured() {
        return job(
                List.of(new Turn(1), new Peak(3)),
                List.of(new SinkConfig.CsvFile(), new SinkConfig.JsonLinesFile("more"), new SinkConfig.LogLines()));
    }

    private static void breakAt(Path directory, JobConfig job, long miniBatch) {
        RunProgress breaking = new RunProgress() {
            @Override
            public void advanced(String name, long done, double loss) {
                if (done == miniBatch) {
                    throw new IllegalStateException("broken");
                }
            }
        };
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Tiny.in(directory).progress(breaking).train(job));
    }

    private void assertSame(Path whole, Path other) throws IOException {
        Runs.assertSameRuns(whole, other);
        assertThat(other.resolve("measured.jsonl")).hasSameBinaryContentAs(whole.resolve("measured.jsonl"));
        for (String table : TABLES) {
            for (String file : List.of(table + ".csv", "more/" + table + ".jsonl")) {
                assertThat(other.resolve(file)).as(file).hasSameBinaryContentAs(whole.resolve(file));
            }
            assertThat(other.resolve("more/" + table + ".jsonl"))
                    .hasSameBinaryContentAs(other.resolve(table + ".jsonl"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 6, 8})
    void aRunThatBrokeGoesOnWithWhatItsMetersRemembered(int miniBatch) throws IOException {
        Tiny.in(dir("whole")).train(measured());
        assertThat(Runs.rows(dir("whole").resolve("measured.jsonl"))).hasSize(MINI_BATCHES - 1);
        breakAt(dir("a"), measured(), miniBatch);
        assertThat(Tiny.in(dir("a")).train(measured()).status()).isEqualTo(RunStatus.FINISHED);
        assertSame(dir("whole"), dir("a"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 5, 8, MINI_BATCHES})
    void aRunThatWasStoppedGoesOnWithWhatItsMetersRemembered(int miniBatch) throws IOException {
        Tiny.in(dir("whole")).train(measured());
        Tiny.in(dir("a")).stopping("tiny", miniBatch).train(measured());
        assertThat(Tiny.in(dir("a")).train(measured()).status()).isEqualTo(RunStatus.FINISHED);
        assertSame(dir("whole"), dir("a"));
    }

    @Test
    void rowsAfterTheCheckpointAreCutOff() throws IOException {
        breakAt(dir("a"), measured(), 5);
        assertThat(Runs.rows(dir("a").resolve("measured.jsonl"))).hasSize(4); // of which the checkpoint knows 3
        Tiny.in(dir("a")).train(measured());
        assertThat(Runs.rows(dir("a").resolve("measured.jsonl")).stream().map(row -> row.whole("update")))
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void aSinkWhoseFileIsGoneCannotBeGoneOnWith() throws IOException {
        Tiny.in(dir("a")).stopping("tiny", 4).train(measured());
        Files.delete(dir("a").resolve("gradients.csv"));
        assertThatExceptionOfType(RunDirectoryException.class)
                .isThrownBy(() -> Tiny.in(dir("a")).train(measured()))
                .withMessageContaining("cannot be continued")
                .withMessageContaining("gradients.csv has 0 bytes");
    }

    @Test
    void aRunWithoutThemIsAsItWasBefore() throws IOException {
        Tiny.in(dir("a")).train(job(null, null));
        assertThat(Runs.filesIn(dir("a"))).isEqualTo(Runs.TESTED);
        assertThat(dir("a").resolve("config.yaml")).content().contains("recording:\n  every: 2\n  scale: mean\nflow:");
        Tiny.in(dir("b")).stopping("tiny", 4).train(job(null, null));
        assertThat(checkpoint(dir("b"))).doesNotContain("quantities", "sinks", "measured");
        Tiny.in(dir("c")).stopping("tiny", 4).train(measured());
        assertThat(checkpoint(dir("c")))
                .contains("quantities[0].meter.last", "measured.jsonl", "sinks[0].metrics", "sinks[1].flow")
                .doesNotContain("sinks[2]");
    }

    private static String checkpoint(Path directory) throws IOException {
        try (ZipFile archive =
                new ZipFile(directory.resolve("checkpoint/model.zip").toFile())) {
            return new String(
                    archive.getInputStream(archive.getEntry("backflow.json")).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void measuringChangesNoRecordOfTheRunsOwn() throws IOException {
        Tiny.in(dir("plain")).train(job(null, null));
        Tiny.in(dir("measured")).train(job(List.of(new Turn(1)), null));
        Runs.assertSameRuns(dir("plain"), dir("measured"));
    }
}
