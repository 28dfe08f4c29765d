// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.clipping.NonFiniteConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.cell.CellActivation;
import io.backflow.config.internal.cell.LstmCell;
import io.backflow.config.internal.cell.SimpleRnnCell;
import io.backflow.data.DataException;
import io.backflow.data.internal.text.TextConfig;
import io.backflow.record.Row;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.JsonMaps;
import io.backflow.store.internal.RunDirectoryException;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How a run may end but well. */
class TrainEndingsTest {

    @TempDir
    private Path folder;

    private static final JobConfig JOB = Tiny.job(Tiny.ORDER, Tiny.LSTM, Tiny.training());

    private Path dir(String name) {
        return folder.resolve(name);
    }

    @ParameterizedTest
    @CsvSource({"rnn", "lstm"})
    void aDivergedRunIsAResult(String cell) throws IOException {
        var relu = cell.equals("rnn")
                ? new SimpleRnnCell(8, 1, CellActivation.RELU)
                : new LstmCell(8, 1, CellActivation.RELU, 1);
        JobConfig job = Tiny.job(Tiny.ADDING, relu, Tiny.iterations(50, 1e20));
        RunSummary summary = Tiny.in(dir("a")).train(job);
        assertThat(summary.status()).isEqualTo(RunStatus.DIVERGED);
        assertThat(summary.reason()).containsAnyOf("is not finite", "The loss of update");
        assertThat(summary.updates()).isLessThan(50);
        assertThat(Runs.status(dir("a"))).isEqualTo("diverged");
        assertThat(Runs.filesIn(dir("a"))).isEqualTo(Runs.FILES);
        assertThat(RunSummary.read(dir("a"))).contains(summary);
        assertThatExceptionOfType(RunDirectoryException.class)
                .isThrownBy(() -> Tiny.in(dir("a")).train(job));
    }

    @ParameterizedTest
    @EnumSource(
            value = NonFiniteConfig.Action.class,
            names = {"SKIP", "ZERO"})
    void aGradientThatTheConfigurationHasSeenToDoesNotEndTheRun(NonFiniteConfig.Action action) {
        NonFiniteConfig nonFinite = new NonFiniteConfig(action, 3);
        JobConfig job = Tiny.job(
                Tiny.ADDING, new SimpleRnnCell(8, 1, CellActivation.RELU), Tiny.iterations(50, 1e20), nonFinite, 1);
        RunSummary summary = Tiny.in(dir("a")).train(job);
        assertThat(summary.status()).isEqualTo(RunStatus.DIVERGED);
        assertThat(summary.reason()).contains("4 updates in a row, nonFinite.maxConsecutive is 3");
        assertThat(summary.nonFinite()).isEqualTo(4);
    }

    /** Parameters of 1e20 and more: outputs that are no numbers, which are counted where figures would be. */
    @Test
    void aRunWhoseOutputsAreNotFiniteSaysHowMany() {
        JobConfig job = Tiny.job(Tiny.ADDING, new SimpleRnnCell(8, 1, CellActivation.RELU), Tiny.iterations(50, 1e20));
        RunSummary summary = Tiny.in(dir("a")).train(job);
        List<Row> rows = Runs.rows(dir("a").resolve("metrics.jsonl"));
        Row test = rows.get(rows.size() - 1);
        assertThat(test.text("split")).isEqualTo("test");
        assertThat(test.whole("outputs")).isEqualTo(20);
        assertThat(test.whole("nonFiniteOutputs")).isBetween(1L, 20L);
        assertThat(summary.figures())
                .isEqualTo(Map.of("nonFiniteOutputs", test.number("nonFiniteOutputs"), "success", 0.0));
        assertThat(summary.value()).isNaN();
    }

    @Test
    void anInterruptedRunSaysHowFarItCame() throws IOException {
        RunSummary summary = Tiny.in(dir("a")).stopping("tiny", 3).train(JOB);
        assertThat(summary.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(summary.reason()).isEqualTo("stopped at 3 of 5");
        assertThat(summary.figures()).isEmpty();
        assertThat(Runs.filesIn(dir("a"))).isEqualTo(Runs.FILES);
        assertThat(JsonMaps.readObject(dir("a").resolve("status.json")))
                .containsEntry("status", "interrupted")
                .containsEntry("reason", "stopped at 3 of 5");
        assertThat(Runs.rows(dir("a").resolve("gradients.jsonl"))).hasSize(3);
        assertThat(RunSummary.read(dir("a"))).isEmpty();
        assertThat(Tiny.in(dir("a")).train(JOB).status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void aRunThatIsStoppedWhileItIsEvaluatedIsNoResult() {
        RunSummary summary = Tiny.in(dir("a")).stopping("tiny", 5).train(JOB);
        assertThat(summary.status()).isEqualTo(RunStatus.INTERRUPTED);
        assertThat(summary.reason()).isEqualTo("stopped while it was evaluated");
        assertThat(RunSummary.read(dir("a"))).isEmpty();
    }

    @Test
    void aRunThatBreaksSaysWhat() throws IOException {
        RunProgress obstacle = new RunProgress() {
            @Override
            public void started(String job, long goal) {
                try {
                    Files.writeString(dir("a").resolve("checkpoint"), "in the way");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> Tiny.in(dir("a")).progress(obstacle).train(JOB))
                .withMessageContaining("Cannot write");
        assertThat(Runs.status(dir("a"))).isEqualTo("failed");
        assertThat(Runs.filesIn(dir("a"))).noneMatch(name -> name.endsWith(".tmp"));
        assertThat(Runs.rows(dir("a").resolve("gradients.jsonl")))
                .as("up to the first checkpoint")
                .hasSize(2);
    }

    @Test
    void badDataLeavesNothingBehind() {
        JobConfig job =
                Tiny.job(new TextConfig(dir("missing.txt").toString(), null, 6, 0.2, 0.2), Tiny.LSTM, Tiny.training());
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> Tiny.in(dir("a")).train(job));
        assertThat(dir("a")).doesNotExist();
    }
}
