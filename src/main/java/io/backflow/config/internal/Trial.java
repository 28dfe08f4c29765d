// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

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

    /** Returns the same point with another job. */
    public Trial withJob(JobConfig newJob) {
        return new Trial(task, cell, clipping, seed, newJob);
    }
}
