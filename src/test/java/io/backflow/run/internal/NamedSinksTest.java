// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import host.Turn;
import io.backflow.config.internal.ComparisonConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.RecordingConfig;
import io.backflow.gradient.Scale;
import io.backflow.record.RecordFormat;
import io.backflow.record.RecordSink;
import io.backflow.record.SinkConfig;
import io.backflow.record.internal.tensorboard.EventReader;
import io.backflow.result.internal.ComparisonResult;
import io.backflow.setting.InvalidSettingException;
import io.backflow.setting.TypeName;
import io.backflow.store.internal.RunDirectoryException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sinks that a configuration names: which files they may write, and what they leave. */
class NamedSinksTest {

    @TempDir
    private Path folder;

    private Path dir(String name) {
        return folder.resolve(name);
    }

    private static JobConfig job(SinkConfig... sinks) {
        JobConfig plain = Tiny.job(Tiny.ORDER, Tiny.LSTM, Tiny.iterations(4, 0.1));
        return plain.withSettings(
                plain.settings().withRecording(new RecordingConfig(2, Scale.MEAN, null, List.of(sinks))));
    }

    @Test
    void sinksThatCannotBeWrittenAreNamedBeforeTheRunBegins() throws IOException {
        Path file = Files.writeString(dir("file"), "here");
        JobConfig job = job(
                new SinkConfig.CsvFile(file.resolve("deep").toString()),
                new SinkConfig.JsonLinesFile(dir("run").toString()),
                new SinkConfig.JsonLinesFile(dir("fine").toString()));
        assertThatExceptionOfType(RunDirectoryException.class)
                .isThrownBy(() -> Tiny.in(dir("run")).train(job))
                .withMessageContaining("recording.sinks[0] cannot write")
                .withMessageContaining("a file stands where a directory is needed")
                .withMessageContaining("recording.sinks[1] must not write a file that the run itself writes")
                .withMessageNotContaining("sinks[2]");
        assertThat(dir("run")).doesNotExist();
        assertThat(dir("fine")).doesNotExist();
    }

    @Test
    void aRunThatStartsReplacesNoTableOfAnother() throws IOException {
        JobConfig job = job(new SinkConfig.CsvFile(dir("tables").toString()));
        Tiny.in(dir("first")).train(job);
        byte[] before = Files.readAllBytes(dir("tables").resolve("gradients.csv"));
        assertThatExceptionOfType(RunDirectoryException.class)
                .isThrownBy(() -> Tiny.in(dir("second")).train(job))
                .withMessageContaining("recording.sinks[0] cannot write")
                .withMessageContaining("it is there already; --force replaces it");
        assertThat(dir("second")).doesNotExist();
        assertThat(dir("tables").resolve("gradients.csv")).hasBinaryContent(before);
        Tiny.in(dir("second")).forced().train(job);
        assertThat(dir("tables").resolve("gradients.csv")).hasBinaryContent(before); // the same run again
    }

    @Test
    void aRunThatGoesOnFindsItsOwnTables() throws IOException {
        JobConfig job = job(new SinkConfig.CsvFile(dir("tables").toString()));
        Tiny.in(dir("whole")).train(job(new SinkConfig.CsvFile(dir("expected").toString())));
        Tiny.in(dir("run")).stopping("tiny", 2).train(job);
        Tiny.in(dir("run")).train(job);
        assertThat(dir("tables").resolve("gradients.csv"))
                .hasSameBinaryContentAs(dir("expected").resolve("gradients.csv"));
    }

    @Test
    void eventsOfARunThatGoesOnAreThoseOfOneThatWasNotStopped() throws IOException {
        JobConfig job = job(new SinkConfig.TensorBoardFiles());
        Tiny.in(dir("whole")).train(job);
        Tiny.in(dir("run")).stopping("tiny", 2).train(job);
        Tiny.in(dir("run")).train(job);
        assertThat(dir("run").resolve("events.out.tfevents.0000000002.backflow"))
                .exists();
        List<EventReader.Event> events = EventReader.all(dir("run"));
        Map<String, Map<Long, List<Float>>> scalars = EventReader.scalars(events);
        assertThat(scalars).isEqualTo(EventReader.scalars(EventReader.all(dir("whole"))));
        assertThat(scalars)
                .containsKeys(
                        "training/loss",
                        "test/accuracy",
                        "gradient/rnn0/raw",
                        "gradient/model/update",
                        "clipping/coefficient",
                        "flow/rnn0/arrived",
                        "gates/rnn0/forget/mean");
        assertThat(events)
                .flatExtracting(EventReader.Event::values)
                .extracting(EventReader.Value::tag)
                .contains(
                        "flow/rnn0/hidden",
                        "flow/rnn0/cell",
                        "_hparams_/session_start_info",
                        "_hparams_/session_end_info");
    }

    /** Nothing that the run or another sink writes may be lost, or stand in the way. */
    @Test
    void sinksKeepOffWhatTheRunWrites() {
        for (String file : Stream.concat(Runs.TESTED.stream(), Stream.of("best-model.zip", "report.html"))
                .toList()) {
            assertThatExceptionOfType(InvalidSettingException.class)
                    .isThrownBy(() -> job(new SinkConfig.CsvFile(file)))
                    .withMessageContaining("sinks[0] must not have a directory where the run itself writes a file, got "
                            + Path.of(file).getFileName());
        }
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> job(
                        new SinkConfig.CsvFile(),
                        new SinkConfig.CsvFile("metrics.csv"),
                        new SinkConfig.JsonLinesFile("a"),
                        new SinkConfig.CsvFile("a/metrics.jsonl/b")))
                .withMessageContaining(
                        "sinks[1] must not have a directory where sinks[0] writes a file, got metrics.csv")
                .withMessageContaining(
                        "sinks[3] must not have a directory where sinks[2] writes a file, got metrics.jsonl");
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> job(new SinkConfig.CsvFile("metrics.csv"), new SinkConfig.CsvFile()))
                .withMessageContaining(
                        "sinks[1] must not write a file where sinks[0] has a directory, got metrics.csv");
    }

    /** A sink of a host's that cannot be opened, after one that cannot be closed. */
    @TypeName("broken")
    private record Broken(boolean opens) implements SinkConfig {
        @Override
        public RecordSink open(Path directory, String name, boolean goesOn) {
            if (!opens) {
                throw new IllegalStateException("not opened");
            }
            return new RecordSink() {
                @Override
                public <T> void write(RecordFormat<? super T> format, T record) {}

                @Override
                public void flush() {}

                @Override
                public void close() {
                    throw new IllegalStateException("not closed");
                }
            };
        }
    }

    @Test
    void whatWentWrongFirstIsSaid() {
        JobConfig job = job(new Broken(true), new Broken(false));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> Tiny.in(dir("run")).train(job))
                .withMessage("not opened")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(Runs.status(dir("run"))).isEqualTo("failed");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void everyRunOfAComparisonHasItsOwnTables(int jobs) throws IOException {
        ComparisonConfig grid = Tiny.comparison();
        grid = grid.withSettings(grid.settings()
                .withRecording(new RecordingConfig(
                        1,
                        Scale.MEAN,
                        List.of(new Turn(1)),
                        List.of(new SinkConfig.CsvFile("tables"), new SinkConfig.JsonLinesFile("tables")))));
        Tiny.in(dir("grid"))
                .jobs(jobs)
                .stopping("temporal-order/lstm/none/seed-1", 2)
                .compare(grid);
        ComparisonResult result = Tiny.in(dir("grid")).jobs(jobs).compare(grid);
        assertThat(result.runs()).hasSize(8);
        List<String> tables = Runs.filesIn(dir("grid")).stream()
                .filter(file -> file.endsWith("tables/measured.jsonl"))
                .toList();
        assertThat(tables).hasSize(8);
        for (String table : tables) {
            Path run = dir("grid").resolve(table).resolveSibling("..").normalize();
            assertThat(Runs.rows(run.resolve("measured.jsonl"))).hasSize(4);
            for (String kind : List.of("metrics", "gradients", "clipping", "flow", "measured")) {
                assertThat(run.resolve("tables/" + kind + ".jsonl"))
                        .hasSameBinaryContentAs(run.resolve(kind + ".jsonl"));
                assertThat(run.resolve("tables/" + kind + ".csv")).isNotEmptyFile();
            }
        }
    }
}
