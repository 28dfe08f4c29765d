// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import io.backflow.result.internal.ArmSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a test metric is held against: the score of always giving one answer. */
final class Baselines {

    private static final Map<String, String> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put("majorityAccuracy", "Always answering the most frequent class: test accuracy ");
        WORDS.put("meanMse", "Always answering the mean: test MSE ");
    }

    private Baselines() {}

    /** Returns the lines below the table of a task's arms; empty if no run was scored beside a baseline. */
    static String under(List<ArmSummary> arms, int width) {
        return WORDS.entrySet().stream()
                .flatMap(baseline -> value(arms, baseline.getKey())
                        .map(value -> baseline.getValue() + Figures.meanAndDeviation(value, Double.NaN))
                        .stream())
                .map(line -> ConsoleTable.reflow(line, width) + "\n")
                .collect(Collectors.joining());
    }

    /** All runs of a task have one test part, so that the first that was tested says it. */
    private static Optional<Double> value(List<ArmSummary> arms, String figure) {
        return arms.stream()
                .flatMap(arm -> arm.runs().stream())
                .flatMap(run -> Optional.ofNullable(run.figures().get(figure)).stream())
                .findFirst();
    }
}
