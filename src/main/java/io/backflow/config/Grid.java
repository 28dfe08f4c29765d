package io.backflow.config;

import java.util.ArrayList;
import java.util.List;

/** Expands a comparison into its trials. */
final class Grid {

    private final ComparisonConfig comparison;
    private final List<String> tasks;
    private final List<String> cells;
    private final List<String> clippings;

    Grid(ComparisonConfig comparison) {
        this.comparison = comparison;
        this.tasks = Labels.ofTasks(comparison.tasks());
        this.cells = Labels.ofCells(comparison.cells());
        this.clippings = Labels.ofClippings(comparison.clipping());
    }

    List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        for (int task = 0; task < tasks.size(); task++) {
            for (int cell = 0; cell < cells.size(); cell++) {
                for (int clipping = 0; clipping < clippings.size(); clipping++) {
                    for (long seed : comparison.seeds()) {
                        trials.add(trial(task, cell, clipping, seed));
                    }
                }
            }
        }
        return List.copyOf(trials);
    }

    private Trial trial(int task, int cell, int clipping, long seed) {
        String name = tasks.get(task) + "/" + cells.get(cell) + "/" + clippings.get(clipping) + "/seed-" + seed;
        TaskConfig taskConfig = comparison.tasks().get(task);
        ClippingSettings clippingConfig = comparison.clipping().get(clipping);
        JobConfig job = new JobConfig(
                name,
                taskConfig.data(),
                comparison.cells().get(cell),
                comparison.weights(),
                comparison.layers(),
                clippingConfig,
                comparison.nonFinite(),
                taskConfig.training(),
                comparison.evaluation(),
                comparison.recording(),
                seed);
        return new Trial(tasks.get(task), cells.get(cell), clippings.get(clipping), seed, job);
    }
}
