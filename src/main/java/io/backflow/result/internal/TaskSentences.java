// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.result.internal.ArmDifference.Family;
import io.backflow.result.internal.ArmDifference.Verdict;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * What can be said of the best arm of a task and each other: a sentence for each arm of which something can be said,
 * and one for all others where these are many.
 */
final class TaskSentences {

    /** How many arms that nothing can be said of have a sentence each, as on the report's page. */
    static final int MOST_UNSAID = 4;

    private final List<ArmDifference> differences;
    private final List<ArmName> arms;

    private TaskSentences(List<ArmDifference> differences, List<ArmName> arms) {
        this.differences = differences;
        this.arms = arms;
    }

    /** Returns the sentences of all tasks, in their order. */
    static List<String> of(ComparisonStatistics statistics) {
        Map<String, List<ArmDifference>> byTask = statistics.differences().stream()
                .filter(difference -> difference.family() == Family.BEST)
                .collect(Collectors.groupingBy(ArmDifference::task, LinkedHashMap::new, Collectors.toList()));
        List<String> sentences = new ArrayList<>();
        byTask.forEach((task, differences) -> {
            List<ArmName> arms = statistics.arms().stream()
                    .filter(arm -> arm.task().equals(task))
                    .map(ComparisonStatistics.ArmSample::arm)
                    .toList();
            sentences.addAll(new TaskSentences(differences, arms).all());
        });
        return sentences;
    }

    private List<String> all() {
        List<String> sentences = new ArrayList<>();
        List<ArmDifference> tooFew = with(Verdict.TOO_FEW);
        List<ArmDifference> undecided = with(Verdict.UNDECIDED);
        if (!tooFew.isEmpty()) {
            sentences.add(DifferenceSentence.fewestSeeds(tooFew.get(0)));
        }
        if (tooFew.size() + undecided.size() <= MOST_UNSAID) {
            differences.forEach(difference -> sentences.add(difference.sentence()));
            return sentences;
        }
        with(Verdict.BETTER).forEach(difference -> sentences.add(difference.sentence()));
        add(undecided, sentences);
        add(tooFew, sentences);
        return sentences;
    }

    private List<ArmDifference> with(Verdict verdict) {
        return differences.stream()
                .filter(difference -> difference.verdict() == verdict)
                .toList();
    }

    private void add(List<ArmDifference> unsaid, List<String> sentences) {
        if (unsaid.size() > 1) {
            sentences.add(folded(unsaid));
        } else {
            unsaid.forEach(difference -> sentences.add(difference.sentence()));
        }
    }

    /** Says how many there are, and why nothing can be said of them. */
    private String folded(List<ArmDifference> unsaid) {
        ArmDifference any = unsaid.get(0);
        boolean tooFew = any.verdict() == Verdict.TOO_FEW;
        return any.first().among(arms) + " looks best on " + any.task() + "; nothing can be said"
                + (tooFew ? "" : " for sure") + " of it and " + unsaid.size() + " other arms from "
                + range(unsaid, ArmDifference::seeds) + (tooFew ? "" : probability(unsaid)) + more(unsaid);
    }

    private static String probability(List<ArmDifference> unsaid) {
        double smallest = unsaid.stream()
                .mapToDouble(ArmDifference::holm)
                .filter(p -> !Double.isNaN(p))
                .min()
                .orElse(1);
        return ", " + DifferenceSentence.probability(smallest) + (smallest < 1 ? " or more (Holm)" : " (Holm)");
    }

    private static String more(List<ArmDifference> unsaid) {
        List<ArmDifference> known = unsaid.stream()
                .filter(difference -> DifferenceSentence.enough(difference) > 0)
                .toList();
        return known.isEmpty()
                ? ""
                : "; about " + range(known, DifferenceSentence::enough) + " would show such differences";
    }

    /** Returns how many seeds: from the fewest to the most. */
    private static String range(List<ArmDifference> differences, ToIntFunction<ArmDifference> seeds) {
        IntSummaryStatistics of = differences.stream().mapToInt(seeds).summaryStatistics();
        String fewest = of.getMin() < of.getMax() ? of.getMin() + " to " : "";
        return fewest + of.getMax() + (of.getMax() == 1 ? " seed" : " seeds");
    }
}
