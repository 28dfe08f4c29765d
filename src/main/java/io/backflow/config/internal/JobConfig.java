// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.clipping.NonFiniteConfig;
import io.backflow.config.CellConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.data.DataConfig;
import io.backflow.flow.FlowConfig;
import io.backflow.regularizer.RegularizerConfig;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One network trained on one task.
 *
 * @param name names the run directory: lower-case letters, digits, hyphens, dots and underscores, in parts that slashes
 *     separate; null takes the name of the file
 * @param task the sequences to learn from
 * @param cell the recurrent layers
 * @param weights how the weights are drawn
 * @param layers whose implementation computes the recurrent layers
 * @param clipping how gradients are kept in bounds
 * @param regularizer what is added to the gradient before it is clipped
 * @param nonFinite what happens when a gradient is NaN or infinite
 * @param training how long, how fast, in what portions
 * @param evaluation how often the network is evaluated
 * @param recording how often gradients are recorded
 * @param flow what is recorded of the gradient's flow through time; null records by default if the layers are ours
 * @param checkpoint how often the run saves what it can be continued from
 * @param seed of the weights and of the order of the data
 */
public record JobConfig(
        @Nullable String name,
        DataConfig task,
        CellConfig cell,
        @Default("{type: xavier}") WeightsConfig weights,
        @Default("backflow") LayersConfig layers,
        @Default("{type: none}") ClippingSettings clipping,
        @Default("{type: none}") RegularizerConfig regularizer,
        @Default("{}") NonFiniteConfig nonFinite,
        TrainingConfig training,
        @Default("{}") EvaluationConfig evaluation,
        @Default("{}") RecordingConfig recording,
        @Nullable FlowConfig flow,
        @Default("{}") CheckpointConfig checkpoint,
        @Default("1") long seed)
        implements ExperimentConfig<JobConfig> {

    /** Checks the rules. */
    public JobConfig {
        name = RunName.orDefault(name);
        Rules rules = RunName.check(new Rules(), "name", name);
        layers.checkFits(flow, rules);
        recording.checkFits(layers, flow, rules);
        clipping.checkFits(layers, "clipping", rules);
        ClippingFit.checkGroups(clipping.policy(), "clipping", List.of(cell), rules);
        ClippingFit.checkUpdaters(clipping.policy(), "clipping", List.of(training), rules);
        Regularizing.checkFits(regularizer, "regularizer", List.of(cell), layers, rules);
        training.checkFits(task, rules).enforce();
    }

    @Override
    public String name() {
        return Objects.requireNonNull(name);
    }

    /** Returns the same job with another seed. */
    public JobConfig withSeed(long newSeed) {
        return with(flow, newSeed);
    }

    @Override
    public JobConfig resolved() {
        return with(layers.orDefault(flow), seed);
    }

    private JobConfig with(@Nullable FlowConfig newFlow, long newSeed) {
        return new JobConfig(
                name,
                task,
                cell,
                weights,
                layers,
                clipping,
                regularizer,
                nonFinite,
                training,
                evaluation,
                recording,
                newFlow,
                checkpoint,
                newSeed);
    }

    /** Returns what is recorded of the flow, given or by default. */
    public FlowConfig flowOrDefault() {
        FlowConfig recorded = layers.orDefault(flow);
        return recorded == null ? FlowConfig.NONE : recorded;
    }
}
