// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.linalg.internal.L2Norm;
import io.backflow.statistics.internal.Quantile;
import io.backflow.store.internal.RunStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.nd4j.shade.jackson.annotation.JsonValue;

/**
 * The runs of one arm, which differ in their seed only.
 *
 * @param runs in the order of the configuration's seeds; at least one
 */
public record ArmSummary(List<RunSummary> runs) {

    /** Copies the runs. */
    public ArmSummary {
        runs = List.copyOf(runs);
    }

    /** Returns a run that stands for what all have in common. */
    public RunSummary first() {
        return runs.get(0);
    }

    /** Returns the mean of the metric over the seeds; NaN if a run has none. */
    public double mean() {
        return runs.stream().mapToDouble(RunSummary::value).average().orElse(Double.NaN);
    }

    /** Returns the sample standard deviation (n - 1) of the metric over the seeds; NaN for a single seed. */
    public double standardDeviation() {
        double mean = mean();
        double distance =
                L2Norm.of(runs.stream().mapToDouble(run -> run.value() - mean).toArray());
        return runs.size() < 2 ? Double.NaN : distance / Math.sqrt(runs.size() - 1.0);
    }

    /**
     * Returns the median over the seeds of the runs' median gradient norms of the first recurrent layer. A run without
     * a single finite norm counts as the largest, so that it is NaN once that reaches the middle.
     */
    public double layerNorm() {
        return median(runs.stream().mapToDouble(RunSummary::layerNorm));
    }

    /** Returns the median, NaN counting as larger than anything; NaN of nothing. */
    static double median(DoubleStream values) {
        return Quantile.ofSorted(values.sorted().toArray(), 0.5);
    }

    /**
     * Returns the share of runs that solve the task, with fewer wrong sequences than its definition allows; NaN if that
     * names no limit. A run without figures has not solved it.
     */
    public double success() {
        boolean named = runs.stream().anyMatch(run -> run.figures().containsKey(RunSummary.SUCCESS));
        return named
                ? runs.stream()
                        .mapToDouble(run -> run.figures().getOrDefault(RunSummary.SUCCESS, 0.0))
                        .average()
                        .orElse(Double.NaN)
                : Double.NaN;
    }

    /** Returns how the gradient flowed in the first update; empty if no flow was recorded. */
    public Optional<ArmFlow> flowAtStart() {
        return ArmFlow.of(runs.stream().map(run -> run.flow().start()));
    }

    /** Returns how the gradient flowed in the last update that could be judged; empty if no flow was recorded. */
    public Optional<ArmFlow> flowAtEnd() {
        return ArmFlow.of(runs.stream().map(run -> run.flow().end()));
    }

    /** Returns the mean share of clipped updates. */
    public double shareClipped() {
        return runs.stream().mapToDouble(RunSummary::shareClipped).average().orElse(Double.NaN);
    }

    /** Returns the number of updates of all seeds whose gradient was not finite. */
    public long nonFinite() {
        return runs.stream().mapToLong(RunSummary::nonFinite).sum();
    }

    /** Returns the mean training time of a run. */
    public double seconds() {
        return runs.stream().mapToDouble(RunSummary::seconds).average().orElse(Double.NaN);
    }

    /** Returns how many runs ended so. */
    public long count(RunStatus status) {
        return runs.stream().filter(run -> run.status() == status).count();
    }

    /** Groups runs by arm, in the order in which the arms appear. */
    public static List<ArmSummary> group(List<RunSummary> runs) {
        Map<List<String>, List<RunSummary>> arms = new LinkedHashMap<>();
        for (RunSummary run : runs) {
            arms.computeIfAbsent(Arrays.asList(run.task(), run.cell(), run.clipping()), arm -> new ArrayList<>())
                    .add(run);
        }
        return arms.values().stream().map(ArmSummary::new).toList();
    }

    /** Returns the arm as the summary file holds it. */
    @JsonValue
    ArmEntry entry() {
        return ArmEntry.of(this);
    }
}
