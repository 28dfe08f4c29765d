// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.listing;

import io.backflow.report.internal.ConsoleTable;
import io.backflow.report.internal.RunTables;
import io.backflow.result.internal.ComparisonStatistics;
import io.backflow.result.internal.RunSummary;
import io.backflow.result.internal.listing.FoundRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** One comparison on one screen: how many of its runs came how far, its tables, what can be said of its arms. */
public final class ComparisonPage {

    private ComparisonPage() {}

    /** Returns the results of the runs that are over. */
    public static List<RunSummary> results(FoundRun comparison) {
        return comparison.runs().stream()
                .map(FoundRun::summary)
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Returns the text.
     *
     * @param width number of characters in a line of the terminal
     */
    public static String of(FoundRun comparison, int width, ConsoleTable.Style style) {
        Map<String, Long> counts = comparison.runs().stream()
                .collect(Collectors.groupingBy(FoundRun::status, LinkedHashMap::new, Collectors.counting()));
        StringBuilder text = new StringBuilder(comparison.directory() + "\n\n");
        text.append(RunPage.line(
                "status",
                comparison.status() + (comparison.reason().isEmpty() ? "" : ": " + comparison.reason()),
                width));
        text.append(RunPage.line(
                "runs",
                counts.entrySet().stream()
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(Collectors.joining(", ")),
                width));
        text.append(RunPage.line("report", RunPage.report(comparison.directory()), width));
        List<RunSummary> results = results(comparison);
        if (!results.isEmpty()) {
            text.append('\n').append(RunTables.of(results, width, style));
            List<String> sentences = ComparisonStatistics.of(results).sentences();
            text.append(sentences.isEmpty() ? "" : "\n");
            sentences.forEach(sentence -> text.append(
                            ConsoleTable.reflow(sentence + ".", width).stripTrailing())
                    .append('\n'));
        }
        return text.toString();
    }
}
