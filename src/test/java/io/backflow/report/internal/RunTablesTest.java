// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.report.internal.ConsoleTable.Style;
import io.backflow.result.internal.FlowSummary;
import io.backflow.result.internal.Metric;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.RunStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunTablesTest {

    private static RunSummary run(String task, String cell, String clipping, long seed, Metric metric, double value) {
        return new RunSummary(
                task,
                cell,
                clipping,
                seed,
                RunStatus.FINISHED,
                "",
                12_804,
                1000,
                metric,
                Map.of(metric.key(), value),
                0.3 * seed,
                0.125,
                0,
                FlowSummary.NONE,
                12.34);
    }

    private static RunSummary ended(RunSummary run, RunStatus status, long nonFinite) {
        return new RunSummary(
                run.task(),
                run.cell(),
                run.clipping(),
                run.seed(),
                status,
                "why",
                run.parameters(),
                3,
                run.metric(),
                Map.of(),
                Double.NaN,
                1.0,
                nonFinite,
                run.flow(),
                run.seconds());
    }

    @Test
    void hasATableForEachTaskWithARowForEachArm() {
        List<RunSummary> runs = List.of(
                run("order", "simple-rnn", "none", 1, Metric.ACCURACY, 0.5),
                run("order", "simple-rnn", "none", 2, Metric.ACCURACY, 0.52),
                run("order", "lstm", "global-norm", 1, Metric.ACCURACY, 1.0),
                run("order", "lstm", "global-norm", 2, Metric.ACCURACY, 1.0),
                run("adding", "lstm", "none", 1, Metric.MEAN_SQUARED_ERROR, 0.001),
                ended(run("adding", "lstm", "none", 2, Metric.MEAN_SQUARED_ERROR, 0.001), RunStatus.DIVERGED, 1));
        assertThat(RunTables.of(runs, 120, Style.UNICODE)).isEqualTo("""
                Task order, mean ± standard deviation of 2 seeds, tested after the last update

                cell        clipping     parameters  test accuracy  gradient norm  clipped  non-finite  seconds  ended
                ──────────  ───────────  ──────────  ─────────────  ─────────────  ───────  ──────────  ───────  ────────
                simple-rnn  none             12,804  0.510 ± 0.014          0.450    12.5%           0     12.3  finished
                lstm        global-norm      12,804       1.00 ± 0          0.450    12.5%           0     12.3  finished

                Task adding, mean ± standard deviation of 2 seeds, tested after the last update

                cell  clipping  parameters  test MSE  gradient norm  clipped  non-finite  seconds  ended
                ────  ────────  ──────────  ────────  ─────────────  ───────  ──────────  ───────  ──────────────────────
                lstm  none          12,804       NaN            NaN    56.3%           1     12.3  1 finished, 1 diverged
                """);
    }

    @Test
    void usesNothingBeyondAsciiWhereTheTerminalCannot() {
        List<RunSummary> runs = List.of(
                run("text", "lstm", "none", 1, Metric.BITS_PER_STEP, 2.5),
                run("text", "lstm", "none", 2, Metric.BITS_PER_STEP, 2.7));
        assertThat(RunTables.of(runs, 120, Style.ASCII)).isEqualTo("""
                Task text, mean +- standard deviation of 2 seeds, tested after the last update

                cell  clipping  parameters  test bits/step  gradient norm  clipped  non-finite  seconds  ended
                ----  --------  ----------  --------------  -------------  -------  ----------  -------  --------
                lstm  none          12,804    2.60 +- 0.14          0.450    12.5%           0     12.3  finished
                """);
    }

    @Test
    void saysOnANarrowTerminalTooWhatWasTested() {
        List<RunSummary> runs = List.of(run("temporal-order", "simple-rnn", "none", 1, Metric.ACCURACY, 0.5));
        assertThat(RunTables.of(runs, 40, Style.ASCII)).startsWith("""
                Task temporal-order, one seed, tested
                after the last update
                """);
        assertThat(RunTables.legend(runs)).contains("the parameters after the last update;\nvalidation chooses none");
    }

    @Test
    void theLegendSaysWhoseClippingIsCounted() {
        assertThat(RunTables.legend(List.of(run("text", "lstm", "through-time", 1, Metric.BITS_PER_STEP, 2.5))))
                .contains("clipped: share of updates that the policy clipped")
                .contains("through-time");
    }

    @Test
    void anInterruptedRunIsCalledThat() {
        RunSummary run = run("text", "lstm", "none", 1, Metric.BITS_PER_STEP, 2.5);
        assertThat(RunTables.of(List.of(ended(run, RunStatus.INTERRUPTED, 0)), 120, Style.ASCII))
                .startsWith("Task text, one seed, tested after the last update\n")
                .containsPattern("12,804 +- +NaN") // stopped before its test
                .endsWith("interrupted\n");
    }

    @Test
    void withoutRunsThereIsNothing() {
        assertThat(RunTables.of(List.of(), 120, Style.UNICODE)).isEmpty();
    }

    private static RunSummary besides(RunSummary run, String baseline, double value) {
        return new RunSummary(
                run.task(),
                run.cell(),
                run.clipping(),
                run.seed(),
                run.status(),
                run.reason(),
                run.parameters(),
                run.updates(),
                run.metric(),
                Map.of(run.metric().key(), run.value(), baseline, value),
                run.layerNorm(),
                run.shareClipped(),
                run.nonFinite(),
                run.flow(),
                run.seconds());
    }

    @Test
    void aMetricIsBesideItsBaseline() {
        RunSummary order = run("order", "lstm", "none", 1, Metric.ACCURACY, 0.5);
        RunSummary adding = run("adding", "lstm", "none", 1, Metric.MEAN_SQUARED_ERROR, 0.001);
        String tables = RunTables.of(
                List.of(
                        ended(order, RunStatus.DIVERGED, 1),
                        besides(order, "majorityAccuracy", 0.25),
                        besides(adding, "meanMse", 0.167)),
                80,
                Style.ASCII);
        assertThat(tables)
                .contains("\nAlways answering the most frequent class: test accuracy 0.250\n\nTask adding")
                .endsWith("\nAlways answering the mean: test MSE 0.167\n");
        assertThat(RunTables.of(List.of(besides(order, "majorityAccuracy", 0.25)), 40, Style.ASCII))
                .endsWith("\nAlways answering the most frequent\nclass: test accuracy 0.250\n");
    }
}
