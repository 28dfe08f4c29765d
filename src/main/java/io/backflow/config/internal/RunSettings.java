// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.clipping.NonFiniteConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.flow.FlowConfig;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings that a job and all jobs of a comparison have alike.
 *
 * <p>Whoever contains them checks them, together with its own: so that all that is wrong is said at once.
 *
 * @param name names the run directory: lower-case letters, digits, hyphens, dots and underscores, in parts that slashes
 *     separate; null takes the name of the file
 * @param weights how the weights are drawn
 * @param layers whose implementation computes the recurrent layers
 * @param nonFinite what happens when a gradient is NaN or infinite
 * @param evaluation how often the network is evaluated
 * @param recording how often gradients are recorded
 * @param flow what is recorded of the gradient's flow through time; null records by default if the layers are ours
 * @param checkpoint how often the run saves what it can be continued from
 * @param threads how many threads a run's layers compute in, where they run on the JDK's Vector API; results do not
 *     depend on it. Null is all processors for {@code train} and one for each run of {@code compare}, whose runs go
 *     side by side
 */
public record RunSettings(
        @Nullable String name,
        @Default("{type: xavier}") WeightsConfig weights,
        @Default("backflow") LayersConfig layers,
        @Default("{}") NonFiniteConfig nonFinite,
        @Default("{}") EvaluationConfig evaluation,
        @Default("{}") RecordingConfig recording,
        @Nullable FlowConfig flow,
        @Default("{}") CheckpointConfig checkpoint,
        @Nullable Integer threads) {

    private static final int MOST_THREADS = 1024;

    /** Fills in a name where none is given. */
    public RunSettings {
        name = RunName.orDefault(name);
    }

    @Override
    public String name() {
        return Objects.requireNonNull(name);
    }

    /** Returns the rules, with those that are broken here. */
    Rules check() {
        Rules rules = RunName.check(new Rules(), "name", name);
        layers.checkFits(flow, rules);
        if (threads != null) {
            rules.between("threads", threads, 1, MOST_THREADS);
        }
        recording.checkFits(layers, flow, rules);
        return rules;
    }

    /** Returns the same settings with all filled in that other settings decide. */
    RunSettings resolved() {
        return withFlow(layers.orDefault(flow));
    }

    /** Returns the same settings under another name. */
    public RunSettings withName(String newName) {
        return new RunSettings(newName, weights, layers, nonFinite, evaluation, recording, flow, checkpoint, threads);
    }

    /** Returns the same settings with another record of the flow. */
    public RunSettings withFlow(@Nullable FlowConfig newFlow) {
        return new RunSettings(name, weights, layers, nonFinite, evaluation, recording, newFlow, checkpoint, threads);
    }

    /** Returns the same settings with other recording. */
    public RunSettings withRecording(RecordingConfig newRecording) {
        return new RunSettings(name, weights, layers, nonFinite, evaluation, newRecording, flow, checkpoint, threads);
    }

    /** Returns how many threads a run computes in, given or by default. */
    public int threadsOr(int byDefault) {
        return threads == null ? byDefault : threads;
    }

    /** Returns what is recorded of the flow, given or by default. */
    public FlowConfig flowOrDefault() {
        FlowConfig recorded = layers.orDefault(flow);
        return recorded == null ? FlowConfig.NONE : recorded;
    }
}
