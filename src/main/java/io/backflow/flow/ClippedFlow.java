// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.profile.LagProfile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What clipping through time had to do with the flow through a layer: the layer's profiles and verdict are of the errors that flow on, after clipping.
 *
 * <p>In sampled updates of networks with one loss a sequence, that loss is followed back a second time without any clipping. Where each
 * step has a loss, {@link StepLoss} is followed without clipping.
 */
public final class ClippedFlow {

    private final int stepsClipped;
    private final @Nullable Unclipped unclipped;

    ClippedFlow(int stepsClipped, @Nullable Unclipped unclipped) {
        this.stepsClipped = stepsClipped;
        this.unclipped = unclipped;
    }

    /**
     * The flow as it would have been without clipping, in this layer and in those above it.
     *
     * @param hidden the profile of dL/dh
     * @param cellState the profile of dL/dc, or null for a cell without a cell state
     * @param verdict its verdict
     */
    public record Unclipped(LagProfile hidden, @Nullable LagProfile cellState, Verdict verdict) {

        /** Returns the profile that the verdict judges. */
        public LagProfile judged() {
            return cellState == null ? hidden : cellState;
        }
    }

    /** Returns at how many steps the layer's own errors were changed. */
    public int stepsClipped() {
        return stepsClipped;
    }

    /** Returns the flow without clipping, where it was measured. */
    public Optional<Unclipped> unclipped() {
        return Optional.ofNullable(unclipped);
    }
}
