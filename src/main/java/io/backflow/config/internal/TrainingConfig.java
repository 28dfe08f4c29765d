// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.data.DataConfig;
import io.backflow.data.SequenceData;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * How a network is trained.
 *
 * @param updater turns gradients into steps
 * @param batchSize sequences in one gradient
 * @param iterations parameter updates, segments of truncated backpropagation counted one by one; or null
 * @param epochs passes over the training sequences; or null. Exactly one of the two is given
 * @param bptt how far back in time the gradient flows
 * @param batching which sequences share a batch, where they are of unequal length
 * @param schedule how the learning rate changes as training goes on; null keeps it
 * @param stateful whether each minibatch begins with the recurrent state in which the one before ended: a text is read
 *     in {@code batchSize} streams, which every epoch begins anew; null is false
 * @param accumulate minibatches whose gradients are summed for one update, as if they were one minibatch; fewer at the
 *     end of an epoch. Null is 1
 */
public record TrainingConfig(
        @Default("{type: adam}") UpdaterConfig updater,
        @Default("32") int batchSize,
        @Nullable Integer iterations,
        @Nullable Integer epochs,
        @Default("{type: standard}") BpttConfig bptt,
        @Default("by-length") SequenceData.Batching batching,
        @Nullable ScheduleConfig schedule,
        @Nullable Boolean stateful,
        @Nullable Integer accumulate) {

    static final int LARGEST_BATCH = 1_000_000;

    /** Checks the rules. */
    public TrainingConfig {
        Rules rules = new Rules().between("batchSize", batchSize, 1, LARGEST_BATCH);
        rules.require(
                (iterations == null) != (epochs == null),
                "iterations",
                "or epochs must be given, and not both",
                iterations == null ? "neither" : "both");
        if (iterations != null) {
            rules.atLeast("iterations", iterations, 1);
        }
        if (epochs != null) {
            rules.atLeast("epochs", epochs, 1);
        }
        if (accumulate != null) {
            rules.between("accumulate", accumulate, 1, LARGEST_BATCH);
            checkOneUpdate(accumulate, bptt, stateful, rules);
        }
        rules.enforce();
    }

    /** A minibatch that makes updates of its own, or whose end the next begins from, is no part of a larger one. */
    private static void checkOneUpdate(int accumulate, BpttConfig bptt, @Nullable Boolean stateful, Rules rules) {
        rules.require(
                accumulate <= 1 || bptt instanceof BpttConfig.Standard,
                "accumulate",
                "must be left out where bptt is truncated: each segment of a minibatch is an update",
                accumulate);
        rules.require(
                accumulate <= 1 || !Boolean.TRUE.equals(stateful),
                "accumulate",
                "must be left out where stateful is true: each minibatch is a segment, and an update",
                accumulate);
    }

    /** Batches by length. */
    public TrainingConfig(
            UpdaterConfig updater,
            int batchSize,
            @Nullable Integer iterations,
            @Nullable Integer epochs,
            BpttConfig bptt) {
        this(updater, batchSize, iterations, epochs, bptt, SequenceData.Batching.BY_LENGTH, null, null, null);
    }

    /** Batches as told, and keeps the learning rate. */
    public TrainingConfig(
            UpdaterConfig updater,
            int batchSize,
            @Nullable Integer iterations,
            @Nullable Integer epochs,
            BpttConfig bptt,
            SequenceData.Batching batching) {
        this(updater, batchSize, iterations, epochs, bptt, batching, null, null, null);
    }

    /** Returns the same training for so many updates. */
    public TrainingConfig withIterations(int updates) {
        return new TrainingConfig(updater, batchSize, updates, null, bptt, batching, schedule, stateful, accumulate);
    }

    /** Returns whether each minibatch begins with the state in which the one before ended. */
    public boolean carriesState() {
        return Boolean.TRUE.equals(stateful);
    }

    /** Returns of how many minibatches an update is. */
    public int minibatchesOfUpdate() {
        return accumulate == null ? 1 : accumulate;
    }

    /** Returns a fresh DL4J updater with the schedule of its learning rate. */
    public IUpdater newUpdater() {
        IUpdater fresh = updater.newUpdater();
        if (schedule != null) {
            fresh.setLrAndSchedule(updater.learningRate(), schedule.from(updater.learningRate()));
        }
        return fresh;
    }

    /** Adds the rules that this training breaks for that data: neither of the two can tell alone. */
    Rules checkFits(DataConfig data, Rules rules) {
        rules.require(
                epochs == null || !data.endless(),
                "training.epochs",
                "must not be given where sequences are generated without end (say iterations instead)",
                epochs == null ? "none" : epochs);
        rules.require(
                schedule == null || schedule.per() != ScheduleConfig.Per.EPOCH || !data.endless(),
                "training.schedule.per",
                "must be iteration where sequences are generated without end",
                "epoch");
        rules.require(
                !carriesState() || data.streams(),
                "training.stateful",
                "must be left out where sequences are no parts of one text: none goes on where another stopped",
                carriesState());
        rules.require(
                !carriesState() || batching == SequenceData.Batching.BY_LENGTH,
                "training.batching",
                "must be left out where stateful is true: a stream keeps its place in every batch",
                "shuffled");
        return rules.require(
                !(bptt instanceof BpttConfig.Truncated) || data.everyStep(),
                "training.bptt",
                "must be standard where a sequence has one target: segments without a target teach nothing",
                "truncated");
    }
}
