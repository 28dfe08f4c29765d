// SPDX-License-Identifier: Apache-2.0
package io.backflow.advice.internal;

import io.backflow.gradient.Scale;
import io.backflow.statistics.internal.Quantile;
import io.backflow.store.internal.RunStatus;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * What the gradients of one task and cell say about thresholds for clipping by the global norm.
 *
 * <p>All norms are global L2 norms of the raw gradient in one scale, of training without clipping. Seeds that diverged
 * are left out, as the norms of an explosion say nothing about where to stop it, unless all of them did.
 *
 * @param task label of the task
 * @param cell label of the cell
 * @param scale of all norms: {@link Scale#MEAN} or {@link Scale#PER_STEP}
 * @param seeds in the order in which they were asked for; at least one
 */
public record Advice(String task, String cell, Scale scale, List<SeedNorms> seeds) {

    /**
     * The multiples of the mean norm between which Pascanu, Mikolov and Bengio (2013), Section 3.2, found training to
     * work.
     */
    private static final double[] MULTIPLES_OF_MEAN = {0.5, 1, 2, 5, 10};

    private static final int[] PERCENTILES = {50, 90, 95, 99};

    /** As many as a person would write; the shares are of the threshold as it is then. */
    private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_EVEN);

    /** Copies the seeds. */
    public Advice {
        seeds = List.copyOf(seeds);
    }

    /** Advises on minibatch means. */
    public Advice(String task, String cell, List<SeedNorms> seeds) {
        this(task, cell, Scale.MEAN, seeds);
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

    /** Returns the least and the largest of the lengths; NaN if there is none. */
    public double[] lengths() {
        double[] sorted = counted().stream()
                .flatMap(seed -> seed.lengths().stream())
                .mapToDouble(Double::doubleValue)
                .sorted()
                .toArray();
        return sorted.length == 0
                ? new double[] {Double.NaN, Double.NaN}
                : new double[] {sorted[0], sorted[sorted.length - 1]};
    }

    /** Returns whether minibatches differ in length, so that a threshold on their means clips the long ones most. */
    public boolean lengthsDiffer() {
        return lengths()[0] < lengths()[1];
    }

    /** Returns whether the norms are per labelled step. */
    public boolean isPerStep() {
        return scale == Scale.PER_STEP;
    }

    /** Returns the scale's name, as configurations and files write it. */
    public String scaleKey() {
        return scale.key();
    }

    /** Returns the advice on thresholds in the scale per-step. */
    public Advice perStep() {
        return isPerStep()
                ? this
                : new Advice(
                        task,
                        cell,
                        Scale.PER_STEP,
                        seeds.stream().map(SeedNorms::perStep).toList());
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
     * Returns the thresholds: by multiples of the mean, then by percentiles. A rule that gives no number that could be
     * a threshold, as where every gradient is 0, gives none.
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
            proposals.add(new Proposal(rule, threshold, SeedNorms.share(norms(), threshold)));
        }
    }
}
