// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import io.backflow.result.internal.ComparisonStatistics;
import io.backflow.result.internal.Metric;
import io.backflow.result.internal.RunSummary;
import io.backflow.result.internal.TaskRanks;
import io.backflow.store.internal.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the results of a page's runs say of its arms.
 *
 * <p>Tasks of several directories are ranked together only if they have the same metric.
 */
final class Results {

    private final List<RunSummary> runs;
    private final boolean joined;

    Results(List<RunSummary> runs, boolean joined) {
        this.runs = runs;
        this.joined = joined;
    }

    /** Adds the statistics, the ranks, and what a reader has to know of them. */
    void addTo(Map<String, Object> json, List<String> notes) {
        ComparisonStatistics all = ComparisonStatistics.of(runs);
        List<Object> ranks = new ArrayList<>();
        List<String> sentences = new ArrayList<>(all.sentences());
        Map<Metric, List<RunSummary>> byMetric = runs.stream()
                .collect(Collectors.groupingBy(RunSummary::metric, LinkedHashMap::new, Collectors.toList()));
        if (joined && byMetric.size() > 1) {
            TaskRanks together = all.ranks();
            if (together != null) {
                sentences.remove(together.sentence());
            }
            byMetric.forEach((metric, some) -> {
                TaskRanks own = ComparisonStatistics.of(some).ranks();
                add(own, metric.label(), ranks);
                if (own != null) {
                    sentences.add(own.sentence());
                }
            });
            notes.add(note(byMetric));
        } else {
            add(all.ranks(), "", ranks);
        }
        json.put("sentences", sentences);
        Line line = Line.parse(Json.pretty(all), Set.of("ranks"));
        if (line != null) {
            json.put("statistics", line.fields());
        }
        json.put("ranks", ranks);
    }

    private static void add(@Nullable TaskRanks ranks, String of, List<Object> all) {
        Line line = ranks == null ? null : Line.parse(Json.pretty(ranks), Set.of());
        if (line != null) {
            Map<String, Object> fields = new LinkedHashMap<>(line.fields());
            fields.put("of", of);
            all.add(fields);
        }
    }

    private static String note(Map<Metric, List<RunSummary>> byMetric) {
        String tasks = byMetric.entrySet().stream()
                .map(entry -> entry.getKey().label() + " of " + String.join(", ", tasks(entry.getValue())))
                .collect(Collectors.joining("; "));
        return "Tasks whose metrics differ are not ranked together: " + tasks + ".";
    }

    private static Set<String> tasks(List<RunSummary> runs) {
        return runs.stream().map(RunSummary::task).collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
