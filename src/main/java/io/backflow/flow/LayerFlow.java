// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.contribution.ContributionRecord;
import io.backflow.flow.gate.GateFlow;
import io.backflow.flow.jacobian.JacobianRecord;
import io.backflow.flow.profile.LagProfile;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The flow through one recurrent layer, or one direction of a bidirectional one, in one update; immutable.
 *
 * <p>Steps are counted as the layer reads them: in a layer that reads backwards, step 0 is the sequence's last.
 */
public final class LayerFlow {

    private final String layer;
    private final boolean reversed;
    private final LayerProfiles profiles;
    private final @Nullable StepLoss stepLoss;
    private final @Nullable ClippedFlow clipped;
    private final Verdict verdict;
    private final Map<String, Record> parts;

    LayerFlow(
            String layer,
            boolean reversed,
            LayerProfiles profiles,
            @Nullable StepLoss stepLoss,
            @Nullable ClippedFlow clipped,
            Verdict verdict,
            Map<String, Record> parts) {
        this.layer = layer;
        this.reversed = reversed;
        this.profiles = profiles;
        this.stepLoss = stepLoss;
        this.clipped = clipped;
        this.verdict = verdict;
        this.parts = parts;
    }

    /** Returns what each {@link LayerQuantity} measured, by its name, in the order in which they were asked. */
    public Map<String, Record> parts() {
        return parts;
    }

    /** Returns the first part of a type, if there is one. */
    public <R extends Record> Optional<R> part(Class<R> type) {
        return parts.values().stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** Returns the layer's name, as the installation reports it. */
    public String layer() {
        return layer;
    }

    /** Returns whether the layer reads backwards in time. */
    public boolean reversed() {
        return reversed;
    }

    /** Returns the profile of dL/dh. */
    public LagProfile hidden() {
        return profiles.hidden();
    }

    /** Returns the profile of dL/dc, of a cell that has a cell state. */
    public Optional<LagProfile> cellState() {
        return Optional.ofNullable(profiles.cellState());
    }

    /** Returns the flow of one step's loss, where that was measured. */
    public Optional<StepLoss> stepLoss() {
        return Optional.ofNullable(stepLoss);
    }

    /** Returns the profile that the verdict judges: of one step's loss if there is one, and of dL/dc if there is one, else dL/dh. */
    public LagProfile judged() {
        return stepLoss == null ? profiles.judged() : stepLoss.judged();
    }

    /** Returns the gates; none if they were not measured. */
    public List<GateFlow> gates() {
        return part(GateRecord.class).map(GateRecord::gates).orElse(List.of());
    }

    /**
     * Returns the share of the states h that are saturated, by step from {@link LagProfile#firstStep()} on, if it was measured:
     * {@code |h| >= 0.9}, or beyond the bounds of the activation of a cell without gates.
     */
    public Optional<double[]> saturatedStates() {
        return part(GateRecord.class).flatMap(GateRecord::saturatedStates);
    }

    /**
     * Returns the Jacobians through time, if they were measured. The products end at the last labelled step, or at the last step where
     * errors enter at the first one only, as in the layer that reads backwards under a loss at the sequence's end.
     */
    public Optional<JacobianRecord> jacobians() {
        return part(JacobianRecord.class);
    }

    /** Returns the gradient of the recurrent weights by time step, if that was measured: of the sum over the minibatch. */
    public Optional<ContributionRecord> contributions() {
        return part(ContributionRecord.class);
    }

    /** Returns what clipping through time did to the errors whose profiles these are; nothing if the layer is not clipped so. */
    public Optional<ClippedFlow> clipped() {
        return Optional.ofNullable(clipped);
    }

    /** Returns whether the profile that the verdict judges is of errors that clipping through time has changed in this layer. */
    public boolean isJudgedClipped() {
        return stepLoss == null && clipped != null && clipped.stepsClipped() > 0;
    }

    /** Returns the verdict. */
    public Verdict verdict() {
        return verdict;
    }
}
