// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.store.internal.RunStatus;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What the runs of an arm scored, by seed: higher is better, and what diverged is the worst.
 *
 * @param arm the runs
 * @param bySeed the metric, with its sign changed if lower is better; -Infinity for a run that diverged or has no
 *     figure
 */
record ArmScores(ArmSummary arm, Map<Long, Double> bySeed) {

    /** From the best: fewest diverged runs first, then by the mean of the others. */
    static final Comparator<ArmScores> BEST_FIRST =
            Comparator.comparingLong(ArmScores::diverged).thenComparing(ArmScores::mean, Comparator.reverseOrder());

    static ArmScores of(ArmSummary arm) {
        Map<Long, Double> scores = new LinkedHashMap<>();
        arm.runs().forEach(run -> scores.put(run.seed(), score(run)));
        return new ArmScores(arm, scores);
    }

    private static double score(RunSummary run) {
        double value = run.metric().higherIsBetter() ? run.value() : -run.value();
        return run.status() == RunStatus.FINISHED && Double.isFinite(value) ? value : Double.NEGATIVE_INFINITY;
    }

    ArmName name() {
        return ArmName.of(arm);
    }

    /** The score of a seed that the arm has. */
    double at(long seed) {
        return Objects.requireNonNull(bySeed.get(seed));
    }

    double[] all() {
        return bySeed.values().stream().mapToDouble(Double::doubleValue).toArray();
    }

    double[] finite() {
        return Arrays.stream(all()).filter(Double::isFinite).toArray();
    }

    long diverged() {
        return (long) bySeed.size() - finite().length;
    }

    /** The mean of the runs that did not diverge; the worst there is if all did. */
    double mean() {
        return Arrays.stream(finite()).average().orElse(Double.NEGATIVE_INFINITY);
    }

    /** The mean; the worst there is if any run diverged. */
    double meanOfAll() {
        return diverged() > 0 ? Double.NEGATIVE_INFINITY : mean();
    }
}
