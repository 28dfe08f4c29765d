// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.report.internal.ConsoleTable.Style;
import io.backflow.result.internal.FlowSummary;
import io.backflow.result.internal.FlowSummary.Layer;
import io.backflow.result.internal.FlowSummary.Moment;
import io.backflow.result.internal.Metric;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.RunStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlowTablesTest {

    private static final Layer HEALTHY = new Layer("healthy", 0.99, 69, 0.6, 49);
    private static final Layer VANISHING = new Layer("vanishing", 0.5, 1, 1.8e-15, 49);
    private static final Layer KEPT = new Layer("healthy", 1.002, Double.POSITIVE_INFINITY, 1.1, 49);
    private static final Layer EXPLODING = new Layer("exploding", 1.25, Double.POSITIVE_INFINITY, 56_000, 49);
    private static final Layer DIVERGED = new Layer("diverged", Double.NaN, Double.NaN, Double.NaN, 49);

    private static RunSummary run(String cell, long seed, Layer start, Layer end, Map<String, Double> figures) {
        return run(cell, seed, flow(start, end), figures, "global-norm");
    }

    private static RunSummary run(
            String cell, long seed, FlowSummary flow, Map<String, Double> figures, String clipping) {
        return new RunSummary(
                "order-50",
                cell,
                clipping,
                seed,
                figures.containsKey("accuracy") ? RunStatus.FINISHED : RunStatus.DIVERGED,
                "",
                12_804,
                1000,
                Metric.ACCURACY,
                figures,
                0.3,
                0.125,
                0,
                flow,
                12.34);
    }

    /** Of a network with a second layer above the first, of which the table says nothing. */
    private static FlowSummary flow(Layer start, Layer end) {
        return new FlowSummary(moment(0, start), moment(999, end), Map.of());
    }

    private static Moment moment(long update, Layer first) {
        Map<String, Layer> layers = new LinkedHashMap<>();
        layers.put("rnn1", new Layer("undetermined", 0.123, 0.3, 0.1, 49));
        layers.put("rnn0", first);
        return new Moment(update, "undetermined", layers);
    }

    private static Map<String, Double> figures(double accuracy, double success) {
        return Map.of("accuracy", accuracy, "success", success);
    }

    @Test
    void showsMediansOfTheFirstLayerAndCountsVerdicts() {
        List<RunSummary> runs = List.of(
                run("tanh", 1, VANISHING, HEALTHY, figures(1, 1)),
                run("tanh", 2, VANISHING, new Layer("vanishing", 0.8, 3.11, 1e-5, 49), figures(0.5, 0)),
                run("tanh", 3, VANISHING, KEPT, figures(1, 1)),
                run("irnn", 1, KEPT, DIVERGED, Map.of("success", 0.0)),
                run("irnn", 2, KEPT, EXPLODING, figures(0.25, 0)),
                run("irnn", 3, HEALTHY, DIVERGED, Map.of()),
                run("late", 1, HEALTHY, DIVERGED, Map.of("success", 0.0)));
        assertThat(RunTables.of(runs, 120, Style.UNICODE)).endsWith("""

                Task order-50, gradient flow through time, clipping global-norm, median of 3 seeds

                cell  start rate  half-life  verdict      end rate  half-life  verdict                  success
                ────  ──────────  ─────────  ───────────  ────────  ─────────  ───────────────────────  ───────
                tanh       0.500       1.00  3 vanishing     0.990       69.0  2 healthy, 1 vanishing     66.7%
                irnn        1.00      grows  3 healthy        1.25      grows  1 exploding, 2 diverged       0%
                late       0.990       69.0  1 healthy         NaN        NaN  1 diverged                    0%
                """);
    }

    /** Infinity in a table reads like a fault; the files keep the number. */
    @Test
    void saysThatAGradientGrowsAndWhatThatMeans() {
        Layer one = new Layer("healthy", 1, Double.POSITIVE_INFINITY, 1, 49);
        List<RunSummary> runs = List.of(run("irnn", 1, EXPLODING, one, figures(0.25, 0)));
        assertThat(RunTables.of(runs, 120, Style.ASCII)).endsWith("""

                cell  start rate  half-life  verdict    end rate  half-life  verdict  success
                ----  ----------  ---------  ---------  --------  ---------  -------  -------
                irnn        1.25      grows  exploding      1.00      stays  healthy       0%
                """);
        assertThat(RunTables.legend(runs))
                .containsOnlyOnce("grows: the rate is over 1: the gradient grows on its way back")
                .containsOnlyOnce("stays: the rate is 1: the gradient keeps its size")
                .doesNotContain("*:");
        List<RunSummary> decaying = List.of(run("tanh", 1, VANISHING, HEALTHY, figures(0.25, 0)));
        assertThat(RunTables.legend(decaying)).doesNotContain("grows").doesNotContain("stays");
        assertThat(run("irnn", 1, EXPLODING, one, figures(0.25, 0)).flow().end())
                .extracting(moment -> moment.firstLayer().orElseThrow().halfLife())
                .isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void marksRatesOfErrorsThatWereClippedThroughTime() {
        Layer clipped = new Layer("healthy", 0.99, 69, 0.6, 49, 12);
        List<RunSummary> runs = List.of(
                run("lstm", 1, VANISHING, clipped, figures(1, 1)), run("lstm", 2, VANISHING, HEALTHY, figures(1, 1)));
        assertThat(RunTables.of(runs, 120, Style.ASCII)).endsWith("""

                cell  start rate  half-life  verdict      end rate  half-life  verdict    success
                ----  ----------  ---------  -----------  --------  ---------  ---------  -------
                lstm       0.500       1.00  2 vanishing    0.990*       69.0  2 healthy     100%
                """);
        assertThat(RunTables.legend(runs)).containsOnlyOnce("*: of errors that clipping through time has changed");
    }

    @Test
    void showsTheVerdictOfOneSeedAsItIs() {
        List<RunSummary> runs = List.of(
                run("lstm", 1, VANISHING, HEALTHY, Map.of("accuracy", 0.5)),
                run("text", 1, FlowSummary.NONE, Map.of("accuracy", 0.5), "global-norm"));
        assertThat(RunTables.of(runs, 120, Style.ASCII)).endsWith("""

                Task order-50, gradient flow through time, clipping global-norm, one seed

                cell  start rate  half-life  verdict    end rate  half-life  verdict  success
                ----  ----------  ---------  ---------  --------  ---------  -------  -------
                lstm       0.500       1.00  vanishing     0.990       69.0  healthy        -
                text           -          -  -                 -          -  -              -
                """);
    }

    @Test
    void namesTheClippingOfEachArmWhereTheyDiffer() {
        RunSummary none = run("lstm", 1, flow(VANISHING, HEALTHY), figures(1, 1), "none");
        RunSummary norm = run("lstm", 1, VANISHING, VANISHING, figures(0.5, 0));
        assertThat(RunTables.of(List.of(none, norm), 120, Style.ASCII)).endsWith("""

                Task order-50, gradient flow through time, one seed

                cell  clipping     start rate  half-life  verdict    end rate  half-life  verdict    success
                ----  -----------  ----------  ---------  ---------  --------  ---------  ---------  -------
                lstm  none              0.500       1.00  vanishing     0.990       69.0  healthy       100%
                lstm  global-norm       0.500       1.00  vanishing     0.500       1.00  vanishing       0%
                """);
    }

    @Test
    void thereIsNoTableAndNoLegendOfWhatWasNotRecorded() {
        List<RunSummary> none = List.of(run("lstm", 1, FlowSummary.NONE, figures(1, 1), "global-norm"));
        List<RunSummary> some = List.of(run("lstm", 1, VANISHING, HEALTHY, figures(1, 1)));
        assertThat(RunTables.of(none, 120, Style.ASCII)).doesNotContain("flow");
        assertThat(RunTables.legend(none)).startsWith("gradient norm:").doesNotContain("half-life");
        assertThat(RunTables.legend(some)).startsWith("gradient norm:").contains("half-life");
    }

    /**
     * The widest that is to be expected: names as long as those of our own configurations, and seeds that all differ.
     */
    @ParameterizedTest
    @EnumSource
    void isNoWiderThanATerminal(Style style) {
        List<RunSummary> runs = List.of(
                run("lstm-chrono", 1, VANISHING, EXPLODING, figures(1, 1)),
                run("lstm-chrono", 2, VANISHING, VANISHING, figures(1, 1)),
                run("lstm-chrono", 3, EXPLODING, HEALTHY, figures(1, 0)));
        String flow = RunTables.of(runs, 120, style).split("\n\n", 3)[2];
        assertThat(flow).contains("2 vanishing, 1 exploding", "1 healthy, 1 vanishing, 1 exploding");
        assertThat(flow.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        assertThat(RunTables.legend(runs).lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }
}
