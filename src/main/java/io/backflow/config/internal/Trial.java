// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.config.internal.search.SearchConfig;
import io.backflow.config.internal.search.SearchSpace;
import io.backflow.yaml.internal.SettingPaths;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One point of a comparison's grid.
 *
 * @param task label of the task, unique among the tasks
 * @param cell label of the cell, unique among the cells
 * @param clipping label of the clipping and of the regulariser, if there is one; unique among the pairs of them
 * @param seed the seed; trials that differ in nothing else are repetitions of one arm
 * @param job what to train
 */
public record Trial(String task, String cell, String clipping, long seed, JobConfig job) {

    /** Returns a job as the only point of a grid. */
    public static Trial of(JobConfig job, String task) {
        return new Trial(
                task,
                Labels.cell(job.cell()),
                Labels.arm(Labels.clipping(job.clipping()), Labels.type(job.regularizer())),
                job.seed(),
                job);
    }

    /** Returns the arm of which this is one repetition: {@code temporal-order/lstm/none}. */
    public String arm() {
        return task + "/" + cell + "/" + clipping;
    }

    /** Returns what a search can choose from in the arms of such points. */
    public static SearchSpace space(SearchConfig search, List<Trial> grid) {
        Map<String, JobConfig> arms = new LinkedHashMap<>();
        grid.forEach(trial -> arms.putIfAbsent(trial.arm(), trial.job()));
        return new SearchSpace(search, "search", arms);
    }

    /** Returns the same point with other settings of its job, by their paths. */
    public Trial with(Map<String, Object> settings) {
        return withJob(SettingPaths.with(job, settings));
    }

    /** Returns the same point with another job. */
    public Trial withJob(JobConfig newJob) {
        return new Trial(task, cell, clipping, seed, newJob);
    }
}
