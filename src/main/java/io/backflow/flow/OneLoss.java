// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.contribution.ContributionRecord;
import io.backflow.flow.profile.LagProfile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the loss of ONE time step t flowed back through a layer: dL_t/dh_k, and dL_t/dc_k of a cell that has a cell state.
 *
 * <p>It is measured where errors enter at every step, whose sum would hide how much of any one of them comes back.
 */
public final class OneLoss {

    private final int step;
    private final LagProfile hidden;
    private final @Nullable LagProfile cellState;
    private final @Nullable ContributionRecord contributions;

    OneLoss(int step, LagProfile hidden, @Nullable LagProfile cellState, @Nullable ContributionRecord contributions) {
        this.step = step;
        this.hidden = hidden;
        this.cellState = cellState;
        this.contributions = contributions;
    }

    /** Returns t, in the order of the sequence. */
    public int step() {
        return step;
    }

    /** Returns the profile of dL_t/dh. */
    public LagProfile hidden() {
        return hidden;
    }

    /** Returns the profile of dL_t/dc, of a cell that has a cell state. */
    public Optional<LagProfile> cellState() {
        return Optional.ofNullable(cellState);
    }

    /** Returns dL_t/dR by lag, if that was measured; its steps, t too, are in the order in which the layer reads. */
    public Optional<ContributionRecord> contributions() {
        return Optional.ofNullable(contributions);
    }

    LagProfile judged() {
        return cellState == null ? hidden : cellState;
    }
}
