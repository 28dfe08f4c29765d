// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.contribution.ContributionRecord;
import io.backflow.flow.profile.LagProfile;
import java.util.Map;
import java.util.Optional;

/**
 * How the loss of one time step t alone flowed back through a layer: dL_t/dh_k, and dL_t/dc_k of a cell that has a cell state.
 *
 * <p>It is measured where errors enter at every step, whose sum would hide how much of any one of them comes back.
 */
public final class StepLoss {

    private final int step;
    private final LayerProfiles profiles;
    private final Map<String, Record> parts;

    StepLoss(int step, LayerProfiles profiles, Map<String, Record> parts) {
        this.step = step;
        this.profiles = profiles;
        this.parts = parts;
    }

    /** Returns t, in the order of the sequence. */
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

    /** Returns what each {@link LayerQuantity} measured of this loss, by its name, in the order in which they were asked. */
    public Map<String, Record> parts() {
        return parts;
    }

    /** Returns dL_t/dR by lag, if that was measured; its steps, t too, are in the order in which the layer reads. */
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
