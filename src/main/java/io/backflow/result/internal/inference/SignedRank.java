// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.inference;

import java.util.Arrays;
import org.apache.commons.statistics.inference.PValueMethod;
import org.apache.commons.statistics.inference.WilcoxonSignedRankTest;
import org.apache.commons.statistics.ranking.NaNStrategy;
import org.apache.commons.statistics.ranking.NaturalRanking;

/**
 * Wilcoxon's signed rank test of paired differences, two-sided.
 *
 * <p>Differences of 0 are left out, equal ones share their mean rank, and infinite ones are the largest. Up to
 * {@value #MOST_EXACT} differences p is exact, given those ranks: the share of all 2^n choices of signs whose sum of
 * positive ranks is as far from its mean or farther. Beyond that it is the normal approximation, corrected for ties.
 *
 * @param n how many differences are not 0
 * @param positive the sum of the ranks of positive differences
 * @param p of no difference; 1 if no difference is left, NaN if one is NaN
 * @see <a href="https://doi.org/10.2307/3001968">Wilcoxon (1945), individual comparisons by ranking methods</a>
 */
public record SignedRank(int n, double positive, double p) {

    /** Up to this many differences p is exact; the counts of 2^n choices are then exact in double. */
    static final int MOST_EXACT = 50;

    /** Tests differences. */
    public static SignedRank of(double[] differences) {
        double[] kept = Arrays.stream(differences).filter(d -> d != 0).toArray();
        if (Arrays.stream(kept).anyMatch(Double::isNaN)) {
            return new SignedRank(kept.length, Double.NaN, Double.NaN);
        }
        if (kept.length == 0) {
            return new SignedRank(0, 0, 1);
        }
        double[] ranks = new NaturalRanking(NaNStrategy.FAILED)
                .apply(Arrays.stream(kept).map(Math::abs).toArray());
        double positive = 0;
        for (int i = 0; i < kept.length; i++) {
            positive += kept[i] > 0 ? ranks[i] : 0;
        }
        double p = kept.length <= MOST_EXACT ? exact(ranks, positive) : approximate(kept, ranks);
        return new SignedRank(kept.length, positive, p);
    }

    /** Counts the choices of signs by their sum of positive ranks, doubled so that mean ranks are whole. */
    private static double exact(double[] ranks, double positive) {
        int all = (int) Math.round(2 * Arrays.stream(ranks).sum());
        double[] ways = new double[all + 1];
        ways[0] = 1;
        for (double rank : ranks) {
            int doubled = (int) Math.round(2 * rank);
            for (int sum = all; sum >= doubled; sum--) {
                ways[sum] += ways[sum - doubled];
            }
        }
        int seen = (int) Math.round(2 * positive);
        double asFar = 0;
        for (int sum = 0; sum <= all; sum++) {
            asFar += Math.abs(2 * sum - all) >= Math.abs(2 * seen - all) ? ways[sum] : 0;
        }
        return asFar / Math.scalb(1.0, ranks.length);
    }

    /** Signed ranks have the ranks of what they are of, and are finite. */
    private static double approximate(double[] kept, double[] ranks) {
        double[] signed = new double[kept.length];
        for (int i = 0; i < kept.length; i++) {
            signed[i] = Math.copySign(ranks[i], kept[i]);
        }
        return WilcoxonSignedRankTest.withDefaults()
                .with(PValueMethod.ASYMPTOTIC)
                .test(signed)
                .getPValue();
    }

    /** Returns the fewest pairs with which p can be at most a level: {@code 2 / 2^n <= level}. */
    public static int fewestPairs(double level) {
        int n = 1;
        while (Math.scalb(2.0, -n) > level) {
            n++;
        }
        return n;
    }
}
