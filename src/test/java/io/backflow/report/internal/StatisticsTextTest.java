// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.result.internal.ComparisonStatistics;
import io.backflow.result.internal.FlowSummary;
import io.backflow.result.internal.Metric;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.RunStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatisticsTextTest {

    private static RunSummary run(String cell, double value) {
        return run(cell, 1, value);
    }

    private static RunSummary run(String cell, int seed, double value) {
        return new RunSummary(
                "languages",
                cell,
                "none",
                seed,
                RunStatus.FINISHED,
                "",
                10,
                100,
                Metric.ACCURACY,
                Map.of("accuracy", value),
                1,
                0,
                0,
                FlowSummary.NONE,
                1);
    }

    @Test
    void sentencesAreNoWiderThanTheTerminal() {
        ComparisonStatistics statistics = ComparisonStatistics.of(List.of(run("lstm", 0.5), run("gru", 0.75)));
        assertThat(StatisticsText.of(statistics, 60)).startsWith("""

                On languages Wilcoxon's signed rank test, which assumes
                least, can reach p = 0.05 from 6 seeds on; below 5 nothing
                is said here.
                Nothing can be said of gru and lstm on languages from 1
                seed: gru is ahead by 0.25 accuracy.

                Arms are paired by seed;""");
    }

    /** A grid of twelve arms and two seeds. */
    private static ComparisonStatistics unsaid() {
        List<RunSummary> runs = new ArrayList<>();
        for (int arm = 0; arm < 12; arm++) {
            runs.add(run("cell" + arm, 1, 0.5 + 0.01 * arm));
            runs.add(run("cell" + arm, 2, 0.52 + 0.012 * arm));
        }
        return ComparisonStatistics.of(runs);
    }

    @Test
    void manyArmsThatNothingCanBeSaidOfHaveOneSentence() {
        assertThat(StatisticsText.of(unsaid(), 80)).startsWith("""

                On languages Wilcoxon's signed rank test, which assumes least, can reach p =
                0.05 from 9 seeds on (Holm over 11 comparisons); below 5 nothing is said here.
                cell11 looks best on languages; nothing can be said of it and 11 other arms from
                2 seeds; about 5 seeds would show such differences.

                Arms are paired by seed;""");
        assertThat(StatisticsText.of(unsaid(), 200).lines().skip(1).limit(3))
                .containsExactly(
                        "On languages Wilcoxon's signed rank test, which assumes least, can reach p = 0.05 from 9 seeds"
                                + " on (Holm over 11 comparisons); below 5 nothing is said here.",
                        "cell11 looks best on languages; nothing can be said of it and 11 other arms from 2 seeds;"
                                + " about 5 seeds would show such differences.",
                        "");
    }
}
