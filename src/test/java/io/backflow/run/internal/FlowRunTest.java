// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.LayersConfig;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.config.internal.cell.CellActivation;
import io.backflow.config.internal.cell.SimpleRnnCell;
import io.backflow.data.internal.text.TextConfig;
import io.backflow.flow.FlowConfig;
import io.backflow.flow.FlowConfig.GateCapture;
import io.backflow.record.Row;
import io.backflow.result.internal.FlowSummary;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.RunStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run records of the flow through time. */
class FlowRunTest {

    static final FlowSummary SUMMARY = new FlowSummary(
            new FlowSummary.Moment(
                    0, "vanishing", Map.of("rnn0", new FlowSummary.Layer("vanishing", 0.5, 1, 1e-9, 30))),
            new FlowSummary.Moment(
                    7_000_000_000L,
                    "diverged",
                    Map.of(
                            "rnn0",
                            new FlowSummary.Layer("diverged", Double.NaN, Double.POSITIVE_INFINITY, Double.NaN, 30))),
            Map.of("vanishing", 3L, "diverged", 1L));

    @TempDir
    private Path folder;

    private static JobConfig job(TrainingConfig training, LayersConfig layers, @Nullable FlowConfig flow) {
        JobConfig job = Tiny.job(Tiny.ORDER, Tiny.LSTM, training, layers);
        return job.withSettings(job.settings().withFlow(flow));
    }

    private List<Row> flows() {
        return Runs.rows(folder.resolve("run/flow.jsonl"));
    }

    private RunSummary train(JobConfig job) {
        return Tiny.in(folder.resolve("run")).train(job);
    }

    @Test
    void byDefaultTheFirstAndTheLastUpdateOfAShortRunAreRecorded() {
        RunSummary summary = train(job(Tiny.training(), LayersConfig.BACKFLOW, null));
        assertThat(flows()).extracting(row -> row.whole("update")).containsExactly(0L, 4L);
        Row last = flows().get(1).row("layers").row("rnn0");
        FlowSummary.Moment end = Objects.requireNonNull(summary.flow().end());
        FlowSummary.Layer layer = Objects.requireNonNull(end.layers().get("rnn0"));
        assertThat(end.update()).isEqualTo(4);
        assertThat(layer.lags()).isEqualTo(9);
        assertThat(layer.verdict()).isEqualTo(last.row("verdict").text("kind"));
        assertThat(layer.rate()).isCloseTo(last.row("cell").row("decay").number("rate"), within(1e-6));
        assertThat(summary.flow().verdicts().values().stream().mapToLong(n -> n).sum())
                .isEqualTo(2);
        assertThat(RunSummary.read(folder.resolve("run"))).contains(summary);
    }

    @Test
    void recordsAsOftenAsItIsAsked() {
        train(job(Tiny.training(), LayersConfig.BACKFLOW, FlowConfig.profiles(2, GateCapture.MEANS, true)));
        assertThat(flows()).extracting(row -> row.whole("update")).containsExactly(0L, 2L, 4L);
        Row gate = flows().get(0).row("layers").row("rnn0").row("gates").row("forget");
        assertThat(gate.names()).containsExactly("mean", "saturated");
    }

    @Test
    void recordsNothingWhereItIsTurnedOff() throws IOException {
        RunSummary summary = train(job(Tiny.training(), LayersConfig.BACKFLOW, FlowConfig.NONE));
        assertThat(Runs.filesIn(folder.resolve("run"))).doesNotContain("flow.jsonl");
        assertThat(summary.flow()).isEqualTo(FlowSummary.NONE);
        assertThat(RunSummary.read(folder.resolve("run"))).contains(summary);
    }

    @Test
    void recordsNothingByDefaultOfLayersThatShowNothing() throws IOException {
        RunSummary summary = train(job(Tiny.training(), LayersConfig.DEEPLEARNING4J, null));
        assertThat(Runs.filesIn(folder.resolve("run"))).doesNotContain("flow.jsonl");
        assertThat(summary.flow()).isEqualTo(FlowSummary.NONE);
    }

    @Test
    void theUpdateAtWhichARunDivergesIsTheLast() {
        RunSummary summary =
                train(Tiny.job(Tiny.ADDING, new SimpleRnnCell(8, 1, CellActivation.RELU), Tiny.iterations(50, 1e20)));
        assertThat(summary.status()).isEqualTo(RunStatus.DIVERGED);
        FlowSummary.Moment end = Objects.requireNonNull(summary.flow().end());
        assertThat(end.verdict()).isEqualTo("diverged");
        assertThat(end.update()).isEqualTo(summary.updates() - 1).isLessThan(49);
    }

    /** Six updates on a text, with a loss at every step: the last one is not sampled, and shows nothing to judge by. */
    @Test
    void theEndIsTheLastUpdateThatCouldBeJudged() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "to be or not to be ".repeat(40));
        JobConfig job =
                job(Tiny.iterations(6, 0.1), LayersConfig.BACKFLOW, FlowConfig.profiles(4, GateCapture.NONE, true));
        RunSummary summary = train(job.withTask(new TextConfig(text.toString(), null, 8, 0.1, 0.1)));
        assertThat(flows()).extracting(row -> row.whole("update")).containsExactly(0L, 4L, 5L);
        assertThat(flows().get(2).text("verdict")).isEqualTo("undetermined");
        assertThat(Objects.requireNonNull(summary.flow().end()).update()).isEqualTo(4);
    }
}
