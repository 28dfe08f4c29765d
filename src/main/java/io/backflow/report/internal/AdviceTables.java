// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import io.backflow.advice.internal.Advice;
import io.backflow.advice.internal.Advice.Proposal;
import io.backflow.advice.internal.SeedNorms;
import io.backflow.report.internal.ConsoleTable.Column;
import io.backflow.store.internal.RunStatus;
import java.util.List;
import java.util.stream.Collectors;

/** Proposed thresholds as a table for each task and cell, and as YAML to paste into a configuration. */
public final class AdviceTables {

    /** The rule of the threshold that a single job is given. */
    private static final String OF_JOB = "mean x 1";

    /**
     * The rules of those that a comparison is given: the ends of the range in which training was found to work, and it.
     */
    private static final List<String> OF_COMPARISON = List.of("mean x 0.5", OF_JOB, "mean x 10");

    private AdviceTables() {}

    /**
     * Returns the table of one task and cell, and below it what happened to seeds that did not finish.
     *
     * @param width number of characters in a line of the terminal
     */
    public static String table(Advice advice, int width, ConsoleTable.Style style) {
        ConsoleTable table = ConsoleTable.of(
                title(advice),
                Column.text("rule"),
                Column.figure("threshold"),
                Column.figure("would clip"),
                Column.figure("by seed"));
        for (Proposal proposal : advice.proposals()) {
            table.row(
                    proposal.rule(),
                    yaml(proposal.threshold()),
                    Figures.percent(proposal.share()),
                    bySeed(advice, proposal.threshold()));
        }
        return table.render(width, style) + endings(advice);
    }

    private static String title(Advice advice) {
        int seeds = advice.counted().size();
        return "Task " + advice.task() + ", cell " + advice.cell() + ": "
                + Figures.count(advice.norms().size()) + " updates of "
                + (seeds == 1 ? "one seed" : seeds + " seeds") + " without clipping, mean norm "
                + Figures.norm(advice.mean()) + (advice.isPerStep() ? " per labelled step" : "");
    }

    /**
     * Returns what to say where minibatches differ in length, for which no threshold on means is right; else nothing.
     */
    public static String warning(Advice advice) {
        double[] lengths = advice.lengths();
        return advice.lengthsDiffer()
                ? "The minibatches differ in length: an example has " + Figures.norm(lengths[0]) + " to "
                        + Figures.norm(lengths[1])
                        + " labelled time steps on average,\nand norms are sums over them, so that a threshold "
                        + "on means clips"
                        + " the longest most. In the scale per-step:\n"
                : "";
    }

    /** Returns the least and the largest share of a seed. */
    private static String bySeed(Advice advice, double threshold) {
        double[] shares = advice.counted().stream()
                .filter(seed -> !seed.norms().isEmpty())
                .mapToDouble(seed -> seed.shareOver(threshold))
                .sorted()
                .toArray();
        String least = Figures.percent(shares[0]);
        String largest = Figures.percent(shares[shares.length - 1]);
        return least.equals(largest) ? least : least + " to " + largest;
    }

    private static String endings(Advice advice) {
        boolean all = advice.seeds().stream().allMatch(seed -> seed.status() == RunStatus.DIVERGED);
        return advice.seeds().stream()
                .filter(seed -> seed.status() != RunStatus.FINISHED)
                .map(seed -> ending(seed, all) + "\n")
                .collect(Collectors.joining());
    }

    private static String ending(SeedNorms seed, boolean allDiverged) {
        String updates = " after " + Figures.count(seed.norms().size()) + " updates, which ";
        if (seed.status() != RunStatus.DIVERGED) {
            return "Seed " + seed.seed() + " was interrupted" + updates + "count.";
        }
        return "Seed " + seed.seed() + " diverged" + updates
                + (allDiverged ? "count, as no seed did better: " : "are left out: ") + seed.reason();
    }

    /** Returns the clipping to paste into a job, by the mean norm; empty if there is no such threshold. */
    public static String forJob(Advice advice) {
        return advice.proposals().stream()
                .filter(proposal -> proposal.rule().equals(OF_JOB))
                .map(proposal -> "clipping: " + clipping(advice, proposal) + "  # the mean norm; would have clipped "
                        + Figures.percent(proposal.share()) + " of "
                        + Figures.count(advice.norms().size())
                        + " updates\n")
                .collect(Collectors.joining());
    }

    /** Returns the clippings to paste into a comparison, around the mean norm; empty if there is no such threshold. */
    public static String forComparison(Advice advice) {
        String thresholds = advice.proposals().stream()
                .filter(proposal -> OF_COMPARISON.contains(proposal.rule()))
                .map(proposal -> "  - " + clipping(advice, proposal) + "  # " + proposal.rule()
                        + "; would have clipped " + Figures.percent(proposal.share()) + "\n")
                .collect(Collectors.joining());
        return thresholds.isEmpty()
                ? ""
                : "# for task " + advice.task() + ", cell " + advice.cell() + "\nclipping:\n  - none\n" + thresholds;
    }

    private static String clipping(Advice advice, Proposal proposal) {
        return "{type: global-norm, maxNorm: " + yaml(proposal.threshold())
                + (advice.isPerStep() ? ", scale: " + advice.scaleKey() : "") + "}";
    }

    private static String yaml(double threshold) {
        return Double.toString(threshold);
    }

    /** Returns what the columns mean, for below the tables. */
    public static String legend() {
        return """
                threshold: of the global L2 norm of the gradient, as global-norm takes it: mean over the minibatch \
                and sum over
                time steps; per-step, mean over the labelled time steps of all examples.
                would clip: share of these updates whose norm is over it, of all seeds and from the least of a seed \
                to the
                largest. They were trained without clipping: once it is on, training goes another way.
                Between half and ten times the mean norm training mostly works (Pascanu, Mikolov and Bengio 2013).""";
    }
}
