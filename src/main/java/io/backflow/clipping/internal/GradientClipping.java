// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.clipping.NonFiniteConfig;
import io.backflow.gradient.SavedState;
import io.backflow.gradient.internal.GradientRecorder;
import io.backflow.gradient.internal.GradientRecording;
import io.backflow.gradient.internal.UpdateEngine;
import io.backflow.gradient.internal.UpdatePart;
import io.backflow.model.internal.Pretraining;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.shade.guava.collect.MapMaker;

/**
 * Clips the gradients of any number of models as part of an engine, in which the {@link #recording} stands before it:
 * the one place outside the backward pass that changes a gradient, and that takes updates back.
 */
public final class GradientClipping implements UpdatePart {

    private static final String UPDATES = "updates.";

    private final ClippingPlan plan;
    private final GradientRecorder recorder;
    // Keys are compared by identity: MultiLayerNetwork.equals compares all parameters.
    private final ConcurrentMap<Model, ModelState> states =
            new MapMaker().weakKeys().makeMap();

    /**
     * Makes a part.
     *
     * @param recorder measures the gradients and hands on what is to be recorded
     */
    public GradientClipping(ClippingPlan plan, GradientRecorder recorder) {
        this.plan = plan;
        this.recorder = recorder;
    }

    /** Returns an engine that measures and clips, and does nothing else. */
    public UpdateEngine engine() {
        return new UpdateEngine(List.of(recording(), this));
    }

    /** Returns the part that measures the gradients for this one, before it and after it. */
    public GradientRecording recording() {
        return new GradientRecording(
                recorder,
                new Pretraining("clipped"),
                model -> stateOf(model).policy().needsL2Only());
    }

    @Override
    public boolean modifies() {
        return true;
    }

    /** Clips an update that was measured; what was not is a layer that is pretrained by itself. */
    @Override
    public void policy(Model model) {
        recorder.open(model)
                .ifPresent(update -> new UpdateClipping(plan, recorder, model, stateOf(model), update).clip());
    }

    @Override
    public void takeBack(Model model) {
        ModelState state = states.get(model);
        if (state != null) {
            state.takeBack(model);
        }
    }

    /**
     * Returns everything that must be remembered of a model between two updates: the policy's state ({@code policy.*}),
     * counters of gradients that were not finite ({@code nonFinite.*}), statistics ({@code statistics.*}), the count of
     * updates ({@code updates.*}) and, if it is not the mean, the scale of all norms ({@code scale.*}).
     */
    public Map<String, double[]> state(Model model) {
        SavedState state = stateOf(model).state();
        return state.withPart(UPDATES, SavedState.of(recorder.state(model))).toMap();
    }

    /**
     * Takes over what {@link #state} of another such part returned; before the model's first update.
     *
     * @throws IllegalArgumentException naming the entry, if the state does not fit the policy, or is of norms in
     *     another scale
     */
    public void restore(Model model, Map<String, double[]> state) {
        SavedState saved = SavedState.of(state);
        stateOf(model).restore(saved);
        recorder.restore(model, saved.part(UPDATES).toMap());
    }

    private ModelState stateOf(Model model) {
        return states.computeIfAbsent(model, this::newState);
    }

    private ModelState newState(Model model) {
        ForeignClipping.refuse(model);
        if (plan.nonFinite().action() == NonFiniteConfig.Action.SHRINK) {
            RecurrentShrinking.require(model);
        }
        return new ModelState(plan.newPolicy().get(), plan.scale());
    }

    @Override
    public void close() {
        states.clear();
    }
}
