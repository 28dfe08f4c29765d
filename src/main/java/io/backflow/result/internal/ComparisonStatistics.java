// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.result.internal.ArmDifference.Family;
import io.backflow.result.internal.inference.Holm;
import io.backflow.result.internal.inference.Interval;
import io.backflow.result.internal.inference.Sample;
import io.backflow.result.internal.inference.Wilson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of a comparison say of its arms.
 *
 * @param level at which an adjusted p is called a difference: 0.05
 * @param confidence of all intervals: 0.95
 * @param arms each arm's runs summarised
 * @param differences of arms, by task: first the best with each other, then those that differ in nothing but their cell
 * @param ranks over tasks; null of one task or one arm
 */
public record ComparisonStatistics(
        double level,
        double confidence,
        List<ArmSample> arms,
        List<ArmDifference> differences,
        @Nullable TaskRanks ranks) {

    /** The largest adjusted p that is called a difference. */
    static final double LEVEL = 0.05;

    /** Of all intervals. */
    static final double CONFIDENCE = 0.95;

    /** With fewer pairs nothing is said. */
    static final int FEWEST_PAIRS = 5;

    /**
     * The runs of an arm summarised.
     *
     * @param task label of the task
     * @param arm its name
     * @param runs how many there are
     * @param diverged how many of them diverged, or have no figure
     * @param metric what is summarised
     * @param sample of the runs that did not diverge
     * @param success the share of runs that solve the task, with Wilson's interval; null if the task does not say
     */
    public record ArmSample(
            String task,
            ArmName arm,
            int runs,
            long diverged,
            Metric metric,
            Sample sample,
            @Nullable Success success) {}

    /** A share of runs with Wilson's interval. */
    public record Success(long runs, double share, Interval interval) {}

    /** Copies the lists. */
    public ComparisonStatistics {
        arms = List.copyOf(arms);
        differences = List.copyOf(differences);
    }

    /** Evaluates runs that are over. */
    public static ComparisonStatistics of(List<RunSummary> runs) {
        Map<String, List<ArmScores>> byTask = ArmSummary.group(runs).stream()
                .map(ArmScores::of)
                .collect(Collectors.groupingBy(
                        arm -> arm.arm().first().task(), LinkedHashMap::new, Collectors.toList()));
        List<ArmDifference> differences = new ArrayList<>();
        List<ArmSample> samples = new ArrayList<>();
        byTask.values().forEach(arms -> {
            arms.forEach(arm -> samples.add(sample(arm)));
            differences.addAll(differences(Family.BEST, withBest(arms), arms));
            differences.addAll(differences(Family.CELLS, cells(arms), arms));
        });
        return new ComparisonStatistics(LEVEL, CONFIDENCE, samples, differences, TaskRanks.of(byTask));
    }

    private static ArmSample sample(ArmScores arm) {
        RunSummary first = arm.arm().first();
        double[] values = arm.finite();
        for (int i = 0; i < values.length && !first.metric().higherIsBetter(); i++) {
            values[i] = -values[i];
        }
        return new ArmSample(
                first.task(),
                arm.name(),
                arm.arm().runs().size(),
                arm.diverged(),
                first.metric(),
                Sample.of(values, CONFIDENCE),
                success(arm.arm()));
    }

    private static @Nullable Success success(ArmSummary arm) {
        double share = arm.success();
        if (Double.isNaN(share)) {
            return null;
        }
        int runs = arm.runs().size();
        long solved = Math.round(share * runs);
        return new Success(solved, share, Wilson.of(solved, runs, CONFIDENCE));
    }

    private static List<ArmPair> withBest(List<ArmScores> arms) {
        ArmScores best = arms.stream().min(ArmScores.BEST_FIRST).orElseThrow();
        return arms.stream()
                .filter(arm -> !arm.name().equals(best.name()))
                .map(arm -> ArmPair.of(best, arm))
                .toList();
    }

    private static List<ArmPair> cells(List<ArmScores> arms) {
        List<ArmPair> pairs = new ArrayList<>();
        for (int i = 0; i < arms.size(); i++) {
            for (int j = i + 1; j < arms.size(); j++) {
                if (arms.get(i).name().clipping().equals(arms.get(j).name().clipping())) {
                    pairs.add(ArmPair.of(arms.get(i), arms.get(j)));
                }
            }
        }
        return pairs;
    }

    private static List<ArmDifference> differences(Family family, List<ArmPair> pairs, List<ArmScores> arms) {
        List<ArmName> names = arms.stream().map(ArmScores::name).toList();
        double[] holm = Holm.adjust(pairs.stream().mapToDouble(ArmPair::p).toArray());
        List<ArmDifference> differences = new ArrayList<>();
        for (int i = 0; i < holm.length; i++) {
            differences.add(pairs.get(i).judged(family, holm.length, holm[i], names));
        }
        return differences;
    }

    /**
     * Returns the sentences that say how the best arm of each task compares with each other, and how arms rank. Of many
     * arms that nothing can be said of there is one sentence.
     */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>(TaskSentences.of(this));
        if (ranks != null) {
            sentences.add(ranks.sentence());
        }
        return sentences;
    }
}
