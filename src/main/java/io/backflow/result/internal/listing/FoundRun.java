// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.listing;

import io.backflow.result.internal.FlowSummary;
import io.backflow.result.internal.Metric;
import io.backflow.result.internal.RunSummary;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A run directory that was found.
 *
 * @param directory where it is
 * @param kind {@code run}, {@code comparison} or {@code surface}
 * @param status {@code finished}, {@code running}, {@code interrupted}, {@code diverged}, {@code failed}, or
 *     {@link #BROKEN} if its files do not say
 * @param reason why it ended early, or what is wrong with its files; empty if nothing
 * @param at when it last said how far it was, as an instant; empty if it did not
 * @param task label of the task; empty for a comparison, as the other names
 * @param cell label of the cell
 * @param clipping label of the clipping
 * @param seed the seed; null if it is not known
 * @param summary what came out; null if it is not over, and for a comparison
 * @param runs of a comparison
 */
public record FoundRun(
        Path directory,
        String kind,
        String status,
        String reason,
        String at,
        String task,
        String cell,
        String clipping,
        @Nullable Long seed,
        @Nullable RunSummary summary,
        List<FoundRun> runs) {

    /** The status of a directory whose files cannot be read or do not belong together. */
    public static final String BROKEN = "broken";

    /** The kind of one run. */
    public static final String RUN = "run";

    /** The kind of a grid of runs. */
    public static final String COMPARISON = "comparison";

    /** The kind of a drawing of an error surface. */
    public static final String SURFACE = "surface";

    /** Copies the runs. */
    public FoundRun {
        runs = List.copyOf(runs);
    }

    /** Returns whether it is a grid of runs. */
    public boolean isComparison() {
        return kind.equals(COMPARISON);
    }

    /** Returns the same with other runs below it. */
    public FoundRun with(List<FoundRun> others) {
        return new FoundRun(directory, kind, status, reason, at, task, cell, clipping, seed, summary, others);
    }

    /** Returns the metric of the task; null if it is not known. */
    public @Nullable Metric metric() {
        return summary == null ? null : summary.metric();
    }

    /** Returns the value of the metric; NaN if there is none. */
    public double value() {
        return summary == null ? Double.NaN : summary.value();
    }

    /** Returns the last verdict on the flow through time; empty if none was recorded. */
    public String verdict() {
        FlowSummary.Moment end = summary == null ? null : summary.flow().end();
        return end == null ? "" : end.verdict();
    }

    /** Returns this and the runs below it. */
    public Stream<FoundRun> all() {
        return Stream.concat(Stream.of(this), runs.stream());
    }
}
