// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import io.backflow.report.internal.ConsoleTable.Column;
import io.backflow.report.internal.ConsoleTable.Style;
import io.backflow.result.internal.ArmSummary;
import io.backflow.result.internal.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of forecasts: the errors of each arm, and those of methods that learn nothing on the same windows. */
final class ForecastTables {

    private static final List<String> ERRORS = List.of("mse", "mae", "mase");
    private static final String OF_TARGET = "mae.";

    /** Of more targets the table has the means only. */
    private static final int MOST_TARGETS = 4;

    /** What has such a figure is a method; a target may have any name. */
    private static final Pattern METHOD = Pattern.compile("(?!mae\\.)([A-Za-z0-9]+)\\.mse");

    private static final String NONE = "-";

    private ForecastTables() {}

    /** Returns whether any of these arms was scored beside methods that learn nothing. */
    static boolean isForecast(List<ArmSummary> arms) {
        return runs(arms).anyMatch(run -> !methods(run.figures()).isEmpty());
    }

    /** Returns the names of methods that learn nothing and have figures. */
    static List<String> methods(Map<String, Double> figures) {
        return figures.keySet().stream()
                .map(METHOD::matcher)
                .filter(Matcher::matches)
                .map(method -> method.group(1))
                .toList();
    }

    /** Returns the table of the arms of one task. */
    static ConsoleTable table(List<ArmSummary> arms, Style style) {
        Map<String, Double> figures = runs(arms)
                .map(RunSummary::figures)
                .filter(all -> !methods(all).isEmpty())
                .findFirst()
                .orElseThrow();
        List<String> targets = targets(figures);
        boolean several = !targets.isEmpty(); // whose means over units are the first that there is no room for
        List<Column> columns = new ArrayList<>(List.of(
                Column.text("forecast"),
                Column.figure("MSE").rank(several ? 3 : 0),
                Column.figure("MAE").rank(several ? 2 : 0),
                Column.figure("MASE")));
        targets.forEach(target -> columns.add(Column.figure("MAE " + target).rank(1)));
        List<String> errors = Stream.concat(ERRORS.stream(), targets.stream().map(OF_TARGET::concat))
                .toList();
        ConsoleTable table = ConsoleTable.of(
                "Task " + arms.get(0).first().task() + ", errors of test forecasts in the units of the data",
                columns.toArray(Column[]::new));
        for (ArmSummary arm : arms) {
            String name = arm.first().cell() + ", " + arm.first().clipping();
            table.row(Stream.concat(Stream.of(name), errors.stream().map(error -> figure(arm, error, style)))
                    .toArray(String[]::new));
        }
        methods(figures)
                .forEach(method -> table.row(Stream.concat(
                                Stream.of(words(method)),
                                errors.stream().map(error -> plain(figures.get(method + "." + error))))
                        .toArray(String[]::new)));
        return table;
    }

    /** Returns the targets whose errors stand apart: all of several, since the units of each may be others. */
    private static List<String> targets(Map<String, Double> figures) {
        List<String> targets = figures.keySet().stream()
                .filter(name -> name.startsWith(OF_TARGET))
                .map(name -> name.substring(OF_TARGET.length()))
                .toList();
        return targets.size() <= MOST_TARGETS ? targets : List.of();
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
    static String words(String method) {
        return method.replaceAll("([a-z])([A-Z0-9])", "$1 $2").toLowerCase(Locale.ROOT);
    }
}
