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
 * The gradient flow through one recurrent layer in one update. A bidirectional layer has one for each direction.
 * Immutable.
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

    /** Returns what each {@link LayerQuantity} measured, by its name and in the order of measurement. */
    public Map<String, Record> parts() {
        return parts;
    }

    /** Returns the first measured part of a type, if there is one. */
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

    /** Returns the flow of one time step's loss, if it was measured. */
    public Optional<StepLoss> stepLoss() {
        return Optional.ofNullable(stepLoss);
    }

    /**
     * Returns the profile that the verdict is about. It is that of one step's loss where there is one, and that of
     * dL/dc rather than dL/dh where there is one.
     */
    public LagProfile judged() {
        return stepLoss == null ? profiles.judged() : stepLoss.judged();
    }

    /** Returns the gates; none if they were not measured. */
    public List<GateFlow> gates() {
        return part(GateQuantity.GateRecord.class)
                .map(GateQuantity.GateRecord::gates)
                .orElse(List.of());
    }

    /**
     * Returns the share of saturated states h by step, if it was measured. A state is saturated where {@code |h| >=
     * 0.9}, or beyond the bounds of the activation of a cell without gates; the first step is
     * {@link LagProfile#firstStep()}.
     */
    public Optional<double[]> saturatedStates() {
        return part(GateQuantity.GateRecord.class).flatMap(GateQuantity.GateRecord::saturatedStates);
    }

    /**
     * Returns the Jacobians through time, if they were measured. The products end at the last labelled step, or at the
     * last step where errors enter at the first one only, as in the layer that reads backwards under a loss at the
     * sequence's end.
     */
    public Optional<JacobianRecord> jacobians() {
        return part(JacobianRecord.class);
    }

    /**
     * Returns the gradient of the recurrent weights by time step, if it was measured. It is summed over the minibatch.
     */
    public Optional<ContributionRecord> contributions() {
        return part(ContributionRecord.class);
    }

    /**
     * Returns what clipping through time did to the errors of this layer. It is empty if the layer is not clipped
     * through time.
     */
    public Optional<ClippedFlow> clipped() {
        return Optional.ofNullable(clipped);
    }

    /** Returns whether clipping through time changed the errors that the verdict is about, in this layer. */
    public boolean isJudgedClipped() {
        return stepLoss == null && clipped != null && clipped.stepsClipped() > 0;
    }

    /** Returns whether the gradient vanishes or explodes in this layer. */
    public Verdict verdict() {
        return verdict;
    }

    /**
     * What clipping through time changed in the flow through a layer. The layer's profiles and verdict are of the
     * errors that flow on, after clipping.
     *
     * <p>In sampled updates of networks with one loss a sequence, that loss is followed back a second time without any
     * clipping. Where each step has a loss, {@link LayerFlow.StepLoss} is followed without clipping.
     */
    public static final class ClippedFlow {

        private final int stepsClipped;
        private final @Nullable Unclipped unclipped;

        ClippedFlow(int stepsClipped, @Nullable Unclipped unclipped) {
            this.stepsClipped = stepsClipped;
            this.unclipped = unclipped;
        }

        /**
         * The flow without clipping through time, in this layer and in those above it.
         *
         * @param hidden the profile of dL/dh
         * @param cellState the profile of dL/dc, or null for a cell without a cell state
         * @param verdict its verdict
         */
        public record Unclipped(LagProfile hidden, @Nullable LagProfile cellState, Verdict verdict) {

            /** Returns the profile that the verdict is about. */
            public LagProfile judged() {
                return cellState == null ? hidden : cellState;
            }
        }

        /** Returns the number of time steps at which the layer's own errors were clipped. */
        public int stepsClipped() {
            return stepsClipped;
        }

        /** Returns the flow without clipping, if it was measured. */
        public Optional<Unclipped> unclipped() {
            return Optional.ofNullable(unclipped);
        }
    }

    /**
     * The gradient flow of one time step's loss through a layer. It is dL_t/dh_k, and dL_t/dc_k of a cell that has a
     * cell state.
     *
     * <p>It is measured where errors enter at every step, whose sum would hide how much of any one of them comes back.
     */
    public static final class StepLoss {

        private final int step;
        private final LayerProfiles profiles;
        private final Map<String, Record> parts;

        StepLoss(int step, LayerProfiles profiles, Map<String, Record> parts) {
            this.step = step;
            this.profiles = profiles;
            this.parts = parts;
        }

        /** Returns the time step t of the loss, in the order of the sequence. */
        public int step() {
            return step;
        }

        /** Returns the profile of dL_t/dh. */
        public LagProfile hidden() {
            return profiles.hidden();
        }

        /** Returns the profile of dL_t/dc, of a cell that has a cell state. */
        public Optional<LagProfile> cellState() {
            return Optional.ofNullable(profiles.cellState());
        }

        /**
         * Returns what each {@link LayerQuantity} measured of this loss, by its name and in the order of measurement.
         */
        public Map<String, Record> parts() {
            return parts;
        }

        /**
         * Returns dL_t/dR by lag, if it was measured. All its steps, including t, are in the order in which the layer
         * reads.
         */
        public Optional<ContributionRecord> contributions() {
            return parts.values().stream()
                    .filter(ContributionRecord.class::isInstance)
                    .map(ContributionRecord.class::cast)
                    .findFirst();
        }

        LagProfile judged() {
            return profiles.judged();
        }
    }
}
