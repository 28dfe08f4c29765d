package io.backflow.experiment;

import io.backflow.statistics.Quantile;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * What the gradients of one task and cell say about thresholds for clipping by the global norm.
 *
 * <p>All norms are global L2 norms of the raw gradient as the mean over the minibatch, of training without clipping. Seeds
 * that diverged are left out, as the norms of an explosion say nothing about where to stop it, unless all of them did.
 *
 * @param task label of the task
 * @param cell label of the cell
 * @param seeds in the order in which they were asked for; at least one
 */
public record Advice(String task, String cell, List<SeedNorms> seeds) {

    /** The multiples of the mean norm between which Pascanu, Mikolov and Bengio (2013), Section 3.2, found training to work. */
    private static final double[] MULTIPLES_OF_MEAN = {0.5, 1, 2, 5, 10};

    private static final int[] PERCENTILES = {50, 90, 95, 99};

    /** As many as a person would write; the shares are of the threshold as it is then. */
    private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);

    /** Copies the seeds. */
    public Advice {
        seeds = List.copyOf(seeds);
    }

    /**
     * What one seed gave.
     *
     * @param seed the seed
     * @param status {@link RunStatus#FINISHED}, {@link RunStatus#DIVERGED} or {@link RunStatus#INTERRUPTED}
     * @param reason why it ended early; empty if it did not
     * @param norms the finite norms, one an update
     */
    public record SeedNorms(long seed, RunStatus status, String reason, List<Double> norms) {

        /** Copies the norms. */
        public SeedNorms {
            norms = List.copyOf(norms);
        }

        /** Returns the share of the norms that are over a threshold; NaN if there is no norm. */
        public double shareOver(double threshold) {
            return share(norms, threshold);
        }
    }

    /**
     * A threshold.
     *
     * @param rule where it comes from: {@code mean x 2}, {@code P90}
     * @param threshold finite and greater than 0, with three significant digits
     * @param share the share of the updates that it would have clipped
     */
    public record Proposal(String rule, double threshold, double share) {}

    /** Returns the seeds whose norms count: those that did not diverge, or all if all did. */
    public List<SeedNorms> counted() {
        List<SeedNorms> sound = seeds.stream()
                .filter(seed -> seed.status() != RunStatus.DIVERGED)
                .toList();
        return sound.isEmpty() ? seeds : sound;
    }

    /** Returns the norms that count, of all seeds. */
    public List<Double> norms() {
        return counted().stream().flatMap(seed -> seed.norms().stream()).toList();
    }

    /** Returns the mean norm; NaN if there is none. */
    public double mean() {
        return norms().stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /** Returns the percentile of the norms, by the rule of {@link Quantile}; NaN if there is none. */
    public double percentile(int percent) {
        double[] sorted =
                norms().stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return Quantile.ofSorted(sorted, percent / 100.0);
    }

    /**
     * Returns the thresholds: by multiples of the mean, then by percentiles. A rule that gives no number that could be a
     * threshold, as where every gradient is 0, gives none.
     */
    public List<Proposal> proposals() {
        List<Proposal> proposals = new ArrayList<>();
        for (double multiple : MULTIPLES_OF_MEAN) {
            add(
                    proposals,
                    "mean x "
                            + BigDecimal.valueOf(multiple).stripTrailingZeros().toPlainString(),
                    multiple * mean());
        }
        for (int percent : PERCENTILES) {
            add(proposals, "P" + percent, percentile(percent));
        }
        return proposals;
    }

    private void add(List<Proposal> proposals, String rule, double exact) {
        double threshold =
                Double.isFinite(exact) ? BigDecimal.valueOf(exact).round(DIGITS).doubleValue() : Double.NaN;
        if (threshold > 0 && threshold < Double.POSITIVE_INFINITY) { // the largest double is rounded up
            proposals.add(new Proposal(rule, threshold, share(norms(), threshold)));
        }
    }

    private static double share(List<Double> norms, double threshold) {
        return norms.stream()
                .mapToDouble(norm -> norm > threshold ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }
}
