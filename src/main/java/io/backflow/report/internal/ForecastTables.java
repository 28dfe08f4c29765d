// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import io.backflow.report.internal.ConsoleTable.Column;
import io.backflow.report.internal.ConsoleTable.Style;
import io.backflow.result.internal.ArmSummary;
import io.backflow.result.internal.RunSummary;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of forecasts: the errors of each arm, and those of methods that learn nothing on the same windows. */
final class ForecastTables {

    private static final List<String> ERRORS = List.of("mse", "mae", "mase");
    private static final String NONE = "-";

    private ForecastTables() {}

    /** Returns whether any of these arms was scored beside methods that learn nothing. */
    static boolean isForecast(List<ArmSummary> arms) {
        return runs(arms).anyMatch(run -> run.figures().keySet().stream().anyMatch(name -> name.endsWith(".mse")));
    }

    /** Returns the table of the arms of one task. */
    static ConsoleTable table(List<ArmSummary> arms, Style style) {
        ConsoleTable table = ConsoleTable.of(
                "Task " + arms.get(0).first().task() + ", errors of test forecasts in the units of the data",
                Column.text("forecast"),
                Column.figure("MSE"),
                Column.figure("MAE"),
                Column.figure("MASE"));
        for (ArmSummary arm : arms) {
            String name = arm.first().cell() + ", " + arm.first().clipping();
            table.row(Stream.concat(Stream.of(name), ERRORS.stream().map(error -> figure(arm, error, style)))
                    .toArray(String[]::new));
        }
        Map<String, Double> figures = runs(arms)
                .map(RunSummary::figures)
                .filter(all -> all.keySet().stream().anyMatch(name -> name.endsWith(".mse")))
                .findFirst()
                .orElseThrow();
        figures.keySet().stream()
                .filter(name -> name.endsWith(".mse"))
                .map(name -> name.substring(0, name.length() - ".mse".length()))
                .forEach(method -> table.row(Stream.concat(
                                Stream.of(words(method)),
                                ERRORS.stream().map(error -> plain(figures.get(method + "." + error))))
                        .toArray(String[]::new)));
        return table;
    }

    private static Stream<RunSummary> runs(List<ArmSummary> arms) {
        return arms.stream().flatMap(arm -> arm.runs().stream());
    }

    private static String figure(ArmSummary arm, String error, Style style) {
        double[] values = arm.runs().stream()
                .map(run -> run.figures().get(error))
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
        if (values.length == 0 || values.length < arm.runs().size()) {
            return NONE; // a run that diverged has no error, and the others' mean would hide that
        }
        double mean = 0;
        for (double value : values) {
            mean += value / values.length;
        }
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        double deviation = values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1));
        String text = Figures.meanAndDeviation(mean, deviation);
        return style == Style.ASCII ? text.replace("±", "+-") : text;
    }

    private static String plain(@Nullable Double value) {
        return value == null ? NONE : Figures.meanAndDeviation(value, Double.NaN);
    }

    /** {@code seasonalNaive12} as {@code seasonal naive 12}. */
    private static String words(String method) {
        return method.replaceAll("([a-z])([A-Z0-9])", "$1 $2").toLowerCase(Locale.ROOT);
    }
}
