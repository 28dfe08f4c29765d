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

class TargetTablesTest {

    private static final Map<String, Double> NEVER = Map.of("accuracy", .5, "target", .99);

    private static RunSummary run(String cell, long seed, Map<String, Double> figures, double seconds) {
        return new RunSummary(
                "order-20",
                cell,
                "none",
                seed,
                RunStatus.FINISHED,
                "",
                2904,
                1000,
                Metric.ACCURACY,
                figures,
                0.3,
                0,
                0,
                new FlowSummary(null, null, Map.of()),
                seconds);
    }

    private static Map<String, Double> after(double updates) {
        return Map.of("accuracy", 1.0, "target", .99, "updatesToTarget", updates);
    }

    /** The seconds of a run that never came there do not count: it is later than all, however soon it was given up. */
    @Test
    void countsARunThatNeverCameThereAsLast() {
        List<RunSummary> runs = List.of(
                run("lstm", 1, after(3000), 9),
                run("lstm", 2, NEVER, 1),
                run("lstm", 3, after(1000), 3),
                run("gru", 1, NEVER, 1),
                run("gru", 2, after(2000), 7),
                run("gru", 3, NEVER, 2),
                run("rnn", 1, NEVER, 2),
                run("rnn", 2, NEVER, 2),
                run("rnn", 3, NEVER, 2));
        assertThat(RunTables.of(runs, 120, Style.UNICODE)).endsWith("""

                Task order-20, training until validation reached the target of 0.990

                cell  clipping  reached  median updates   from     to  median seconds
                ────  ────────  ───────  ──────────────  ─────  ─────  ──────────────
                lstm  none       2 of 3           3,000  1,000  3,000            9.00
                gru   none       1 of 3               -  2,000  2,000               -
                rnn   none       0 of 3               -      -      -               -
                """);
    }

    @Test
    void isLeftOutWhereNoTargetIsGiven() {
        assertThat(RunTables.of(List.of(run("lstm", 1, Map.of("accuracy", .5), 1)), 120, Style.UNICODE))
                .doesNotContain("target");
    }
}
