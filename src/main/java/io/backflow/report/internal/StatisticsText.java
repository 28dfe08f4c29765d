// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import io.backflow.result.internal.ComparisonStatistics;
import java.util.ArrayList;
import java.util.List;

/** What can be said of the arms of a comparison, a sentence each. */
public final class StatisticsText {

    private static final String LEGEND = "Arms are paired by seed; the best arm is the one that looks best in these"
            + " runs. [...]: 95% interval of the mean difference. p: paired t test, or signed rank where a run"
            + " diverged; a diverged run counts as the worst. differences.csv has all pairs of cells.";

    private StatisticsText() {}

    /**
     * Returns the sentences and what their figures are, in lines no longer than the terminal, after an empty one.
     *
     * @param width number of characters in a line of the terminal
     */
    public static String of(ComparisonStatistics statistics, int width) {
        List<String> paragraphs = new ArrayList<>();
        statistics.sentences().forEach(sentence -> paragraphs.add(ConsoleTable.reflow(sentence + ".", width)));
        return "\n" + String.join("\n", paragraphs) + "\n\n" + ConsoleTable.reflow(LEGEND, Math.min(width, 120)) + "\n";
    }
}
