// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.contribution.ContributionRecord;
import io.backflow.flow.gate.GateFlow;
import io.backflow.flow.jacobian.JacobianRecord;
import io.backflow.flow.profile.LagProfile;
import java.util.List;
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
    private final LagProfile hidden;
    private final @Nullable LagProfile cellState;
    private final @Nullable OneLoss oneLoss;
    private final List<GateFlow> gates;
    private final double @Nullable [] saturatedStates;
    private final @Nullable JacobianRecord jacobians;
    private final @Nullable ContributionRecord contributions;
    private final @Nullable ClippedFlow clipped;
    private final Verdict verdict;

    LayerFlow(
            String layer,
            boolean reversed,
            LagProfile hidden,
            @Nullable LagProfile cellState,
            @Nullable OneLoss oneLoss,
            List<GateFlow> gates,
            double @Nullable [] saturatedStates,
            @Nullable JacobianRecord jacobians,
            @Nullable ContributionRecord contributions,
            @Nullable ClippedFlow clipped,
            Verdict verdict) {
        this.layer = layer;
        this.reversed = reversed;
        this.hidden = hidden;
        this.cellState = cellState;
        this.oneLoss = oneLoss;
        this.gates = List.copyOf(gates);
        this.saturatedStates = saturatedStates;
        this.jacobians = jacobians;
        this.contributions = contributions;
        this.clipped = clipped;
        this.verdict = verdict;
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
        return hidden;
    }

    /** Returns the profile of dL/dc, of a cell that has a cell state. */
    public Optional<LagProfile> cellState() {
        return Optional.ofNullable(cellState);
    }

    /** Returns the flow of one step's loss, where that was measured. */
    public Optional<OneLoss> oneLoss() {
        return Optional.ofNullable(oneLoss);
    }

    /** Returns the profile that the verdict judges: of one step's loss if there is one, and of dL/dc if there is one, else dL/dh. */
    public LagProfile judged() {
        if (oneLoss != null) {
            return oneLoss.judged();
        }
        return cellState == null ? hidden : cellState;
    }

    /** Returns the gates; none if they were not measured. */
    public List<GateFlow> gates() {
        return gates;
    }

    /**
     * Returns the share of the states h that are saturated, by step from {@link LagProfile#firstStep()} on, if it was measured:
     * {@code |h| >= 0.9}, or beyond the bounds of the activation of a cell without gates.
     */
    public Optional<double[]> saturatedStates() {
        return Optional.ofNullable(saturatedStates).map(double[]::clone);
    }

    /**
     * Returns the Jacobians through time, if they were measured. The products end at the last labelled step, or at the last step where
     * errors enter at the first one only, as in the layer that reads backwards under a loss at the sequence's end.
     */
    public Optional<JacobianRecord> jacobians() {
        return Optional.ofNullable(jacobians);
    }

    /** Returns the gradient of the recurrent weights by time step, if that was measured: of the sum over the minibatch. */
    public Optional<ContributionRecord> contributions() {
        return Optional.ofNullable(contributions);
    }

    /** Returns what clipping through time did to the errors whose profiles these are; nothing if the layer is not clipped so. */
    public Optional<ClippedFlow> clipped() {
        return Optional.ofNullable(clipped);
    }

    /** Returns whether the profile that the verdict judges is of errors that clipping through time has changed in this layer. */
    public boolean isJudgedClipped() {
        return oneLoss == null && clipped != null && clipped.stepsClipped() > 0;
    }

    /** Returns the verdict. */
    public Verdict verdict() {
        return verdict;
    }
}
