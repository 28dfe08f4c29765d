// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.result.internal.ArmDifference.Family;
import io.backflow.result.internal.ArmDifference.TestKind;
import io.backflow.result.internal.ArmDifference.Verdict;
import io.backflow.result.internal.inference.Improvement;
import io.backflow.result.internal.inference.PairedSample;
import io.backflow.result.internal.inference.Power;
import io.backflow.result.internal.inference.SignedRank;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Two arms of a task with their scores paired by seed.
 *
 * @param first the arm that is ahead
 * @param second the other
 * @param seeds those that both have
 * @param advantage the differences of pairs of which neither run diverged
 * @param ranked Wilcoxon's test of all pairs, in which a diverged run is the worst
 */
record ArmPair(ArmScores first, ArmScores second, List<Long> seeds, PairedSample advantage, SignedRank ranked) {

    /** Scores whose distance is this share of their size are the same: their difference is rounding. */
    private static final int KEPT_BITS = 40;

    static ArmPair of(ArmScores one, ArmScores other) {
        boolean inOrder = ArmScores.BEST_FIRST.compare(one, other) <= 0;
        ArmScores first = inOrder ? one : other;
        ArmScores second = inOrder ? other : one;
        List<Long> seeds = first.bySeed().keySet().stream()
                .filter(second.bySeed()::containsKey)
                .toList();
        double[] a = at(seeds, first);
        double[] b = at(seeds, second);
        double[] all = new double[a.length];
        double unit = unit(a, b);
        for (int i = 0; i < all.length; i++) {
            double difference = a[i] == b[i] ? 0 : a[i] - b[i]; // of two that diverged none is better
            all[i] = Double.isInfinite(difference) ? difference : Math.rint(difference / unit) * unit;
        }
        return new ArmPair(
                first,
                second,
                seeds,
                PairedSample.of(finite(a, b), ComparisonStatistics.CONFIDENCE),
                SignedRank.of(all));
    }

    private static double[] at(List<Long> seeds, ArmScores arm) {
        return seeds.stream().mapToDouble(seed -> arm.at(seed)).toArray();
    }

    private static double[] finite(double[] a, double[] b) {
        return IntStream.range(0, a.length)
                .filter(i -> Double.isFinite(a[i]) && Double.isFinite(b[i]))
                .mapToDouble(i -> a[i] - b[i])
                .toArray();
    }

    /** Differences are whole multiples of it, so that 0.9 - 0.8 and 0.8 - 0.7 share a rank. */
    private static double unit(double[] a, double[] b) {
        double largest = Double.MIN_NORMAL;
        for (int i = 0; i < a.length; i++) {
            largest = Double.isFinite(a[i]) ? Math.max(largest, Math.abs(a[i])) : largest;
            largest = Double.isFinite(b[i]) ? Math.max(largest, Math.abs(b[i])) : largest;
        }
        return Math.max(Double.MIN_VALUE, Math.scalb(1.0, Math.getExponent(largest) - KEPT_BITS));
    }

    private int diverged(ArmScores arm) {
        return (int)
                seeds.stream().filter(seed -> !Double.isFinite(arm.at(seed))).count();
    }

    TestKind test() {
        boolean allPaired = advantage.sample().n() == seeds.size();
        return allPaired && !Double.isNaN(advantage.tTest()) ? TestKind.PAIRED_T : TestKind.SIGNED_RANK;
    }

    double p() {
        if (seeds.isEmpty()) {
            return Double.NaN;
        }
        return test() == TestKind.PAIRED_T ? advantage.tTest() : ranked.p();
    }

    private boolean firstIsAhead() {
        return test() == TestKind.PAIRED_T
                ? advantage.sample().mean() > 0
                : ranked.positive() > ranked.n() * (ranked.n() + 1.0) / 4;
    }

    private Verdict verdict(double holm) {
        if (seeds.size() < ComparisonStatistics.FEWEST_PAIRS) {
            return Verdict.TOO_FEW;
        }
        return holm <= ComparisonStatistics.LEVEL && firstIsAhead() ? Verdict.BETTER : Verdict.UNDECIDED;
    }

    /**
     * Says what can be said.
     *
     * @param familySize how many comparisons there are
     * @param holm p adjusted over them
     * @param arms all of the task, from which these are told in the sentence
     */
    ArmDifference judged(Family family, int familySize, double holm, List<ArmName> arms) {
        RunSummary run = first.arm().first();
        double strictest = ComparisonStatistics.LEVEL / Math.max(1, familySize);
        int forDifference = Power.pairs(advantage.cohensDz(), strictest, Power.CUSTOMARY);
        ArmDifference bare = new ArmDifference(
                run.task(),
                family,
                first.name(),
                second.name(),
                run.metric(),
                seeds.size(),
                diverged(first),
                diverged(second),
                advantage,
                test(),
                p(),
                familySize,
                holm,
                Improvement.probability(first.all(), second.all()),
                verdict(holm),
                SignedRank.fewestPairs(strictest),
                forDifference == Integer.MAX_VALUE || Double.isInfinite(advantage.cohensDz()) ? 0 : forDifference,
                "");
        return new DifferenceSentence(bare, arms).complete();
    }
}
