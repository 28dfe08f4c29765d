// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.listing;

import io.backflow.result.internal.Metric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which runs are wanted, and in which order.
 *
 * @param statuses those wanted; all if empty
 * @param names of which a run's task, cell, clipping or path must contain each, in any case
 * @param verdicts those wanted; all if empty
 */
public record RunSelection(Set<String> statuses, List<String> names, Set<String> verdicts, Order order, boolean back) {

    /** By what runs are sorted. */
    public enum Order {
        /** By path, numbers by their value. */
        NAME,
        /** Latest first. */
        WHEN,
        /** From those that need a look to those that are done. */
        STATUS,
        /** By task, then best first; runs without a figure last. */
        METRIC
    }

    private static final List<String> STATUSES =
            List.of(FoundRun.BROKEN, "failed", "diverged", "interrupted", "running", "finished");

    /** Copies what is wanted. */
    public RunSelection {
        statuses = Set.copyOf(statuses);
        names = List.copyOf(names);
        verdicts = Set.copyOf(verdicts);
    }

    /** Returns the statuses there are. */
    public static List<String> statusNames() {
        return STATUSES;
    }

    /** Returns the wanted ones in order: a comparison if it or one of its runs is wanted, with those runs. */
    public List<FoundRun> of(List<FoundRun> found) {
        List<FoundRun> chosen = new ArrayList<>();
        for (FoundRun each : found) {
            List<FoundRun> runs =
                    sorted(each.runs().stream().filter(this::isWanted).toList());
            if (isWanted(each) || !runs.isEmpty()) {
                chosen.add(each.with(runs));
            }
        }
        return sorted(chosen);
    }

    private boolean isWanted(FoundRun run) {
        Predicate<String> named =
                name -> List.of(run.directory().toString(), run.task(), run.cell(), run.clipping()).stream()
                        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT)));
        return (statuses.isEmpty() || statuses.contains(run.status()))
                && (verdicts.isEmpty() || verdicts.contains(run.verdict()))
                && names.stream().allMatch(named);
    }

    private List<FoundRun> sorted(List<FoundRun> runs) {
        List<FoundRun> sorted = new ArrayList<>(runs);
        switch (order) {
            case NAME -> {} // as they were found
            case WHEN -> sorted.sort(Comparator.comparing(RunSelection::latest).reversed());
            case STATUS -> sorted.sort(Comparator.comparingInt(run -> STATUSES.indexOf(run.status())));
            case METRIC ->
                sorted.sort(Comparator.comparing(FoundRun::task).thenComparingDouble(RunSelection::distance));
        }
        if (back) {
            Collections.reverse(sorted);
        }
        return List.copyOf(sorted);
    }

    private static String latest(FoundRun run) {
        return run.all().map(FoundRun::at).max(Comparator.naturalOrder()).orElse("");
    }

    /** Smaller is better; NaN is larger than anything. */
    private static double distance(FoundRun run) {
        Metric metric = run.metric();
        return metric != null && metric.higherIsBetter() ? -run.value() : run.value();
    }
}
