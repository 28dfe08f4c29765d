// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.report.internal.ConsoleTable.Style;
import io.backflow.result.internal.FlowSummary;
import io.backflow.result.internal.Metric;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.RunStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForecastTablesTest {

    private static RunSummary run(Map<String, Double> figures) {
        return new RunSummary(
                "prices",
                "lstm",
                "none",
                1,
                RunStatus.FINISHED,
                "",
                2904,
                1000,
                Metric.MEAN_SQUARED_ERROR,
                figures,
                0.3,
                0,
                0,
                new FlowSummary(null, null, Map.of()),
                1);
    }

    /** A target called {@code mse} is no method. */
    @Test
    void everyTargetHasItsErrorBesideThoseOfMethodsThatLearnNothing() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("mse", 50.0);
        figures.put("mae", 5.0);
        figures.put("mase", 0.5);
        figures.put("mae.close", 2.0);
        figures.put("mae.mse", 8.0);
        figures.put("persistence.mse", 60.0);
        figures.put("persistence.mae", 6.0);
        figures.put("persistence.mase", 0.6);
        figures.put("persistence.mae.close", 3.0);
        figures.put("persistence.mae.mse", 9.0);

        RunSummary run = run(figures);
        assertThat(Baselines.beside(run)).isEqualTo(" (persistence 60.0)");
        assertThat(RunTables.of(List.of(run), 120, Style.UNICODE))
                .contains("Persistence: test MSE 60.0\n")
                .contains("""
                forecast      MSE   MAE   MASE  MAE close  MAE mse
                ───────────  ────  ────  ─────  ─────────  ───────
                lstm, none   50.0  5.00  0.500       2.00     8.00
                persistence  60.0  6.00  0.600       3.00     9.00
                """);
    }
}
