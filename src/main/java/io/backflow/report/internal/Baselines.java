// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import io.backflow.result.internal.ArmSummary;
import io.backflow.result.internal.RunSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a test metric is held against: the score of always giving one answer, or of forecasts that learn nothing. */
public final class Baselines {

    private static final String MAJORITY = "majorityAccuracy";
    private static final String MEAN = "meanMse";
    private static final Map<String, String> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put(MAJORITY, "Always answering the most frequent class: test accuracy ");
        WORDS.put(MEAN, "Always answering the mean: test MSE ");
    }

    private Baselines() {}

    /** Returns the lines below the table of a task's arms; empty if no run was scored beside a baseline. */
    static String under(List<ArmSummary> arms, int width) {
        Stream<String> oneAnswer = WORDS.entrySet().stream()
                .flatMap(baseline -> value(arms, baseline.getKey())
                        .map(value -> baseline.getValue() + Figures.meanAndDeviation(value, Double.NaN))
                        .stream());
        Stream<String> forecasts = arms.stream()
                .flatMap(arm -> arm.runs().stream())
                .map(run -> forecasts(run, ": test " + run.metric().label() + " "))
                .filter(said -> !said.isEmpty())
                .map(said -> said.substring(0, 1).toUpperCase(Locale.ROOT) + said.substring(1))
                .limit(1);
        return Stream.concat(oneAnswer, forecasts)
                .map(line -> ConsoleTable.reflow(line, width) + "\n")
                .collect(Collectors.joining());
    }

    /** Says the figure of each method that learns nothing, in the run's metric; empty if there is none. */
    private static String forecasts(RunSummary run, String between) {
        return ForecastTables.methods(run.figures()).stream()
                .flatMap(method -> Optional.ofNullable(
                        run.figures().get(method + "." + run.metric().key()))
                        .map(value -> ForecastTables.words(method) + between + Figures.norm(value))
                        .stream())
                .collect(Collectors.joining("; "));
    }

    /** Returns what the metric of a run is held against, in parentheses after a blank; empty if there is nothing. */
    public static String beside(RunSummary run) {
        Double majority = run.figures().get(MAJORITY);
        Double mean = run.figures().get(MEAN);
        String said = forecasts(run, " ");
        if (majority != null) {
            said = "always answering the most frequent class: " + Figures.norm(majority);
        } else if (mean != null) {
            said = "always answering the mean: " + Figures.norm(mean);
        }
        return said.isEmpty() ? "" : " (" + said + ")";
    }

    /** Returns the names of the figures that are said so. */
    public static List<String> names() {
        return List.of(MAJORITY, MEAN);
    }

    /** All runs of a task have one test part, so that the first that was tested says it. */
    private static Optional<Double> value(List<ArmSummary> arms, String figure) {
        return arms.stream()
                .flatMap(arm -> arm.runs().stream())
                .flatMap(run -> Optional.ofNullable(run.figures().get(figure)).stream())
                .findFirst();
    }
}
