// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.inference;

import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.distribution.FDistribution;
import org.apache.commons.statistics.ranking.NaNStrategy;
import org.apache.commons.statistics.ranking.NaturalRanking;

/**
 * Friedman's test of several arms on several data sets, and what comes after it.
 *
 * <p>On each data set the best arm has rank 1, and equal ones share their mean rank. {@code chiSquared} is corrected
 * for ties, as R's {@code friedman.test} and scipy's {@code friedmanchisquare} have it; F is Iman and Davenport's,
 * which is less shy with few data sets.
 *
 * @param dataSets how many there are
 * @param averageRanks by arm
 * @param chiSquared with arms - 1 degrees of freedom; NaN if every arm is equal on every data set
 * @param p of chi-squared: of no difference between arms
 * @param imanDavenport p of F
 * @see <a href="https://www.jmlr.org/papers/v7/demsar06a.html">Demsar (2006), statistical comparisons of classifiers
 *     over multiple data sets</a>
 */
public record Friedman(int dataSets, List<Double> averageRanks, double chiSquared, double p, double imanDavenport) {

    /** Copies the ranks. */
    public Friedman {
        averageRanks = List.copyOf(averageRanks);
    }

    /**
     * Tests scores.
     *
     * @param scores by data set and arm, higher is better; -Infinity for what failed
     * @throws IllegalArgumentException if there are fewer than two arms or no data set, or a score is NaN
     */
    public static Friedman of(double[][] scores) {
        if (scores.length == 0 || scores[0].length < 2) {
            throw new IllegalArgumentException("Friedman's test takes a data set or more and two arms or more");
        }
        int k = scores[0].length;
        int n = scores.length;
        double[] sums = new double[k];
        double ties = 0;
        for (double[] row : scores) {
            double[] ranks = ranks(row);
            for (int arm = 0; arm < k; arm++) {
                sums[arm] += ranks[arm];
            }
            ties += ties(ranks);
        }
        double squares = Arrays.stream(sums)
                .map(sum -> Math.pow(sum - n * (k + 1.0) / 2, 2))
                .sum();
        double corrected = n * k * (k + 1.0) - ties / (k - 1);
        double chi = corrected > 0 ? 12 * squares / corrected : Double.NaN;
        return new Friedman(
                n,
                Arrays.stream(sums).map(sum -> sum / n).boxed().toList(),
                chi,
                Double.isNaN(chi) ? 1 : ChiSquaredDistribution.of(k - 1).survivalProbability(chi),
                imanDavenport(chi, n, k));
    }

    private static double[] ranks(double[] scores) {
        if (Arrays.stream(scores).anyMatch(Double::isNaN)) {
            throw new IllegalArgumentException("A score must be a number, got " + Arrays.toString(scores));
        }
        return new NaturalRanking(NaNStrategy.FAILED)
                .apply(Arrays.stream(scores).map(score -> -score).toArray());
    }

    /** The sum of t^3 - t over groups of t equal ranks. */
    private static double ties(double[] ranks) {
        double sum = 0;
        for (double rank : ranks) { // each of t members brings t^2 - 1
            double t = Arrays.stream(ranks).filter(other -> other == rank).count();
            sum += t * t - 1;
        }
        return sum;
    }

    private static double imanDavenport(double chi, int n, int k) {
        double rest = n * (k - 1.0) - chi;
        if (Double.isNaN(chi)) {
            return 1;
        }
        if (n < 2) {
            return Double.NaN;
        }
        return rest <= 1e-12 * chi
                ? 0
                : FDistribution.of(k - 1.0, (k - 1.0) * (n - 1)).survivalProbability((n - 1) * chi / rest);
    }

    /** Returns how far average ranks must lie apart to differ at a level, by Nemenyi. */
    public double criticalDifference(double level) {
        int k = averageRanks.size();
        return StudentizedRange.quantile(1 - level, k) / Math.sqrt(2) * Math.sqrt(k * (k + 1.0) / (6.0 * dataSets));
    }
}
