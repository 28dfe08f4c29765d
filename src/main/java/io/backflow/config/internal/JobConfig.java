// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.config.CellConfig;
import io.backflow.data.DataConfig;
import io.backflow.regularizer.RegularizerConfig;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.Unwrapped;
import io.backflow.setting.internal.KeyOrder;
import java.util.List;

/**
 * One network trained on one task.
 *
 * @param settings what it has in common with the jobs of a comparison; their keys stand beside the others
 * @param task the sequences to learn from
 * @param cell the recurrent layers
 * @param clipping how gradients are kept in bounds
 * @param regularizer what is added to the gradient before it is clipped
 * @param training how long, how fast, in what portions
 * @param seed of the weights and of the order of the data
 */
@KeyOrder({
    "name",
    "task",
    "cell",
    "weights",
    "layers",
    "clipping",
    "regularizer",
    "nonFinite",
    "training",
    "evaluation",
    "recording",
    "flow",
    "checkpoint",
    "threads",
    "seed"
})
public record JobConfig(
        @Unwrapped RunSettings settings,
        DataConfig task,
        CellConfig cell,
        @Default("{type: none}") ClippingSettings clipping,
        @Default("{type: none}") RegularizerConfig regularizer,
        TrainingConfig training,
        @Default("1") long seed)
        implements ExperimentConfig<JobConfig> {

    /** Checks the rules. */
    public JobConfig {
        Rules rules = settings.check();
        clipping.checkFits(settings.layers(), "clipping", rules);
        ClippingFit.checkGroups(clipping.policy(), "clipping", List.of(cell), rules);
        ClippingFit.checkUpdaters(clipping.policy(), "clipping", List.of(training), rules);
        Regularizing.checkFits(regularizer, "regularizer", List.of(cell), settings.layers(), rules);
        Regularizing.checkAccumulation(List.of(regularizer), training, "training", rules);
        training.checkFits(task, rules).enforce();
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public JobConfig resolved() {
        return withSettings(settings.resolved());
    }

    /** Returns the same job with other settings of its run. */
    public JobConfig withSettings(RunSettings newSettings) {
        return new JobConfig(newSettings, task, cell, clipping, regularizer, training, seed);
    }

    /** Returns the same job on another task. */
    public JobConfig withTask(DataConfig newTask) {
        return new JobConfig(settings, newTask, cell, clipping, regularizer, training, seed);
    }

    /** Returns the same job with another cell. */
    public JobConfig withCell(CellConfig newCell) {
        return new JobConfig(settings, task, newCell, clipping, regularizer, training, seed);
    }

    /** Returns the same job with other clipping. */
    public JobConfig withClipping(ClippingSettings newClipping) {
        return new JobConfig(settings, task, cell, newClipping, regularizer, training, seed);
    }

    /** Returns the same job with another regulariser. */
    public JobConfig withRegularizer(RegularizerConfig newRegularizer) {
        return new JobConfig(settings, task, cell, clipping, newRegularizer, training, seed);
    }

    /** Returns the same job with other training. */
    public JobConfig withTraining(TrainingConfig newTraining) {
        return new JobConfig(settings, task, cell, clipping, regularizer, newTraining, seed);
    }

    /** Returns the same job with another seed. */
    public JobConfig withSeed(long newSeed) {
        return new JobConfig(settings, task, cell, clipping, regularizer, training, newSeed);
    }
}
