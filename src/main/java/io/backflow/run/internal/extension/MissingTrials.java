// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.extension;

import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.Trial;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Says which trials a comparison lacks that another one has.
 *
 * @param before of the other one
 * @param now of the comparison
 */
record MissingTrials(List<Trial> before, List<Trial> now) {

    /** What trials are put together from, the labels and the seed. */
    private record Axis(String name, Function<Trial, Object> label, Function<JobConfig, Object> setting, String hint) {}

    private static final String NAME = "; give the other entry of its type a `name`";

    private static final List<Axis> AXES = List.of(
            new Axis("task", Trial::task, JobConfig::task, NAME),
            new Axis("cell", Trial::cell, JobConfig::cell, NAME),
            new Axis("arm", Trial::clipping, job -> List.of(job.clipping(), job.regularizer()), ""),
            new Axis("seed", Trial::seed, JobConfig::seed, ""));

    /** Says so; empty if none is missing. */
    Optional<String> inWords() {
        return AXES.stream().flatMap(axis -> lacking(axis).stream()).findFirst();
    }

    private Optional<String> lacking(Axis axis) {
        Set<Object> labels = now.stream().map(axis.label()).collect(Collectors.toSet());
        List<Trial> lost = before.stream()
                .filter(trial -> !labels.contains(axis.label().apply(trial)))
                .toList();
        return lost.isEmpty() ? Optional.empty() : Optional.of(inWords(axis, lost));
    }

    private String inWords(Axis axis, List<Trial> lost) {
        Trial first = lost.get(0);
        Object setting = axis.setting().apply(first.job());
        Optional<Object> renamed = now.stream()
                .filter(trial -> axis.setting().apply(trial.job()).equals(setting))
                .map(axis.label())
                .findFirst();
        String lacking = "it has the " + axis.name() + " " + axis.label().apply(first);
        return renamed.map(label -> lacking + ", which another of its type makes " + label + " here" + axis.hint())
                .orElseGet(() -> lacking + ", which is missing here, " + lost.size() + " runs")
                .replace(" 1 runs", " 1 run");
    }
}
