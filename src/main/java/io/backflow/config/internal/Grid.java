// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import java.util.ArrayList;
import java.util.List;

/** Expands a comparison into its trials. */
final class Grid {

    private final ComparisonConfig comparison;
    private final List<String> tasks;
    private final List<String> cells;
    private final List<String> clippings;
    private final List<String> regularizers;

    Grid(ComparisonConfig comparison) {
        this.comparison = comparison;
        this.tasks = Labels.ofTasks(comparison.tasks());
        this.cells = Labels.ofCells(comparison.cells());
        this.clippings = Labels.ofClippings(comparison.clipping());
        this.regularizers = Labels.ofRegularizers(comparison.regularizer());
    }

    List<Trial> trials() {
        List<Trial> trials = new ArrayList<>();
        for (int task = 0; task < tasks.size(); task++) {
            for (int cell = 0; cell < cells.size(); cell++) {
                for (int clipping = 0; clipping < clippings.size(); clipping++) {
                    for (int regularizer = 0; regularizer < regularizers.size(); regularizer++) {
                        for (long seed : comparison.seeds()) {
                            trials.add(trial(task, cell, clipping, regularizer, seed));
                        }
                    }
                }
            }
        }
        return List.copyOf(trials);
    }

    private Trial trial(int task, int cell, int clipping, int regularizer, long seed) {
        String arm = Labels.arm(clippings.get(clipping), regularizers.get(regularizer));
        TaskConfig taskConfig = comparison.tasks().get(task);
        String name = tasks.get(task) + "/" + cells.get(cell) + "/" + arm + "/seed-" + seed;
        JobConfig job = new JobConfig(
                comparison.settings().withName(name),
                taskConfig.data(),
                comparison.cells().get(cell),
                comparison.clipping().get(clipping),
                comparison.regularizer().get(regularizer),
                taskConfig.training(),
                seed);
        return new Trial(tasks.get(task), cells.get(cell), arm, seed, job);
    }
}
