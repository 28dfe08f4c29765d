// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.result.internal.inference.PairedSample;
import java.util.Locale;
import org.nd4j.shade.jackson.annotation.JsonValue;

/**
 * What the runs say of two arms of a task, paired by seed.
 *
 * <p>The first arm is the one with fewer diverged runs, or else the better mean. A pair of which one run diverged is no
 * difference; it is counted, and Wilcoxon's test takes it as the largest difference there is, in favour of the other.
 *
 * @param task label of the task
 * @param family which arms are compared, the family over which p is adjusted
 * @param first the arm that is ahead
 * @param second the other
 * @param metric what is compared
 * @param seeds how many seeds both arms have
 * @param firstDiverged how many of those runs of the first arm diverged, or have no figure
 * @param secondDiverged the same of the second
 * @param advantage by how much the first arm is better, over the seeds in which neither diverged
 * @param test what {@code p} is of
 * @param p of no difference, two-sided; NaN if there is no pair
 * @param familySize over how many comparisons p is adjusted
 * @param holm p adjusted by Holm
 * @param improvement the probability that a run of the first arm is better than one of the second
 * @param verdict what can be said
 * @param seedsForSignedRank with how many seeds Wilcoxon's test can reach the level at all, after the correction
 * @param seedsForDifference how many seeds the paired t test would need to find the seen difference with a power of
 *     0.8, after the correction; 0 if that cannot be told
 * @param sentence the same as people read it
 */
public record ArmDifference(
        String task,
        Family family,
        ArmName first,
        ArmName second,
        Metric metric,
        int seeds,
        int firstDiverged,
        int secondDiverged,
        PairedSample advantage,
        TestKind test,
        double p,
        int familySize,
        double holm,
        double improvement,
        Verdict verdict,
        int seedsForSignedRank,
        int seedsForDifference,
        String sentence) {

    /** Which arms are compared. */
    public enum Family {
        /** The best arm of the task with each other. */
        BEST,
        /** Arms that differ in nothing but their cell. */
        CELLS;

        @JsonValue
        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How p was found. */
    public enum TestKind {
        /** The paired t test, of pairs that all have a difference. */
        PAIRED_T("paired t"),
        /** Wilcoxon's, where a run diverged or all differences are the same. */
        SIGNED_RANK("signed rank");

        private final String key;

        TestKind(String key) {
            this.key = key;
        }

        @JsonValue
        String key() {
            return key;
        }
    }

    /** What can be said of two arms. */
    public enum Verdict {
        /** The first arm is better. */
        BETTER,
        /** The difference may be chance. */
        UNDECIDED,
        /** There are too few pairs to say anything. */
        TOO_FEW;

        @JsonValue
        String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }
}
