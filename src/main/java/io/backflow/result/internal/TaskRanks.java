// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.result.internal.inference.Friedman;
import io.backflow.result.internal.inference.Holm;
import io.backflow.result.internal.inference.SignedRank;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the arms of a comparison rank over its tasks; a task on which a run of an arm diverged is that arm's worst.
 *
 * @param tasks how many there are
 * @param arms with their average ranks, the best first
 * @param chiSquared Friedman's, corrected for ties
 * @param p of chi-squared: of no difference between arms
 * @param imanDavenport p of Iman and Davenport's F
 * @param criticalDifference how far average ranks must lie apart to differ at 0.05, by Nemenyi
 * @param pairs Wilcoxon's test over tasks for each pair of arms; empty if the tasks have several metrics
 * @param sentence the same as people read it
 */
public record TaskRanks(
        int tasks,
        List<ArmRank> arms,
        double chiSquared,
        double p,
        double imanDavenport,
        double criticalDifference,
        List<RankedPair> pairs,
        String sentence) {

    /** Copies the lists. */
    public TaskRanks {
        arms = List.copyOf(arms);
        pairs = List.copyOf(pairs);
    }

    /** An arm with its average rank, of which 1 is the best. */
    public record ArmRank(ArmName arm, double averageRank) {}

    /** Two arms with p of Wilcoxon's test over tasks, as it is and adjusted by Holm. */
    public record RankedPair(ArmName first, ArmName second, double p, double holm) {}

    /** Returns the ranks; null of one task or one arm, or if an arm is missing on a task. */
    static @Nullable TaskRanks of(Map<String, List<ArmScores>> byTask) {
        List<List<ArmScores>> tasks = List.copyOf(byTask.values());
        if (tasks.size() < 2 || tasks.get(0).size() < 2) {
            return null;
        }
        List<ArmName> names = tasks.get(0).stream().map(ArmScores::name).toList();
        boolean whole = tasks.stream()
                .allMatch(arms -> arms.stream().map(ArmScores::name).toList().equals(names));
        return whole ? of(tasks, names) : null;
    }

    private static TaskRanks of(List<List<ArmScores>> tasks, List<ArmName> names) {
        double[][] scores = tasks.stream()
                .map(arms -> arms.stream().mapToDouble(ArmScores::meanOfAll).toArray())
                .toArray(double[][]::new);
        Friedman friedman = Friedman.of(scores);
        List<ArmRank> ranks = IntStream.range(0, names.size())
                .mapToObj(i -> new ArmRank(names.get(i), friedman.averageRanks().get(i)))
                .sorted(Comparator.comparingDouble(ArmRank::averageRank))
                .toList();
        double critical = friedman.criticalDifference(ComparisonStatistics.LEVEL);
        boolean oneMetric = tasks.stream()
                        .map(arms -> arms.get(0).arm().first().metric())
                        .distinct()
                        .count()
                == 1;
        return new TaskRanks(
                tasks.size(),
                ranks,
                friedman.chiSquared(),
                friedman.p(),
                friedman.imanDavenport(),
                critical,
                oneMetric ? pairs(scores, names) : List.of(),
                sentence(friedman, ranks, critical));
    }

    private static List<RankedPair> pairs(double[][] scores, List<ArmName> names) {
        List<RankedPair> bare = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
                int one = i;
                int other = j;
                double[] differences = IntStream.range(0, scores.length)
                        .mapToDouble(task ->
                                scores[task][one] == scores[task][other] ? 0 : scores[task][one] - scores[task][other])
                        .toArray();
                double p = SignedRank.of(differences).p();
                bare.add(new RankedPair(names.get(i), names.get(j), p, p));
            }
        }
        double[] adjusted = Holm.adjust(bare.stream().mapToDouble(RankedPair::p).toArray());
        return IntStream.range(0, adjusted.length)
                .mapToObj(i -> new RankedPair(
                        bare.get(i).first(), bare.get(i).second(), bare.get(i).p(), adjusted[i]))
                .toList();
    }

    private static String sentence(Friedman friedman, List<ArmRank> ranks, double critical) {
        List<ArmName> names = ranks.stream().map(ArmRank::arm).toList();
        String list = ranks.stream()
                .map(rank -> rank.arm().among(names) + String.format(Locale.ROOT, " %.2f", rank.averageRank()))
                .collect(Collectors.joining(", "));
        String start = "Average ranks over " + friedman.dataSets() + " tasks: " + list + "; ";
        if (friedman.dataSets() < ComparisonStatistics.FEWEST_PAIRS) {
            return start + friedman.dataSets() + " tasks are too few to say that they differ";
        }
        return start + "Friedman's test has " + DifferenceSentence.probability(friedman.p())
                + String.format(Locale.ROOT, ", and ranks %.2f apart differ (Nemenyi, 0.05)", critical);
    }
}
