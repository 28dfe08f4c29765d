// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import io.backflow.gradient.internal.NonFiniteSearch;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was measured of one update.
 *
 * @param index which update
 * @param scale what the raw and the clipped norms are summed or averaged over
 * @param miniBatch number of examples, and of labelled steps where they were counted
 * @param stages the norms of each stage; {@link Stage#UPDATE} is missing where no update was made, because the gradient
 *     was refused, and with DL4J's line-search optimisers, which keep the step that they take to themselves
 * @param parameters the norms of the parameters after the update
 */
public record GradientRecord(
        UpdateIndex index, Scale scale, MiniBatch miniBatch, Map<Stage, StageNorms> stages, StageNorms parameters) {

    /** Copies the stages. */
    public GradientRecord {
        stages = Map.copyOf(new EnumMap<>(stages));
    }

    /** Returns the number of examples. */
    public int miniBatchSize() {
        return miniBatch.examples();
    }

    /** Returns the layout that all norms belong to. */
    public GradientLayout layout() {
        return parameters.layout();
    }

    /** Returns the norms at a stage, if it was reached. */
    public Optional<StageNorms> at(Stage stage) {
        return Optional.ofNullable(stages.get(stage));
    }

    /**
     * Returns the L2 norm of a block's update relative to that of its parameters after the update. Empty where
     * {@link Stage#UPDATE} is missing; infinite if the parameters are all 0.
     */
    public Optional<Double> updateRatio(GradientBlock block) {
        return at(Stage.UPDATE)
                .map(update -> ratio(update.of(block).l2(), parameters.of(block).l2()));
    }

    private static double ratio(double update, double parameter) {
        return update == 0.0 ? 0.0 : update / parameter;
    }

    /**
     * Returns what is known of the non-finite elements, without time steps. It is about the raw gradient, or else about
     * the update.
     */
    public Optional<NonFiniteFinding> nonFinite() {
        Optional<NonFiniteFinding> raw = find(stages.get(Stage.RAW));
        return raw.isPresent() ? raw : find(stages.get(Stage.UPDATE));
    }

    /** Returns what is known of the non-finite elements of a stage. */
    public static Optional<NonFiniteFinding> find(@Nullable StageNorms norms) {
        return norms == null ? Optional.empty() : NonFiniteSearch.find(norms, Double.POSITIVE_INFINITY);
    }
}
