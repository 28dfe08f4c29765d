// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.gradient.Cadence;
import io.backflow.gradient.Quantity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of the layers of a network.
 *
 * @param profiles when the lag profiles alone are a reason to record an update
 * @param stepLoss whether one step's loss is followed back
 * @param lossStep which step's; null for the one from which the way back is longest
 * @param quantities what is measured besides the profiles
 */
record FlowPlan(
        Cadence profiles, boolean stepLoss, @Nullable Integer lossStep, List<LayerQuantity<?>> quantities) {

    FlowPlan {
        quantities = List.copyOf(quantities);
    }

    static FlowPlan of(FlowConfig config) {
        return of(config.quantities());
    }

    /**
     * Returns a plan of some quantities.
     *
     * @throws IllegalArgumentException if one is not measured of layers, or two have the same name
     */
    static FlowPlan of(List<? extends Quantity> all) {
        FlowPlan plan = new FlowPlan(Cadence.NEVER, false, null, List.of());
        Set<String> names = new HashSet<>();
        for (Quantity quantity : all) {
            if (!names.add(quantity.name())) {
                throw new IllegalArgumentException(
                        "No two quantities may have the same name, got '" + quantity.name() + "' twice");
            }
            plan = plan.with(quantity);
        }
        return plan;
    }

    private FlowPlan with(Quantity quantity) {
        if (quantity instanceof LagProfiles lags) {
            return new FlowPlan(lags.cadence(), lags.stepLoss(), lags.lossStep(), quantities);
        }
        if (quantity instanceof LayerQuantity<?> ofLayers) {
            List<LayerQuantity<?>> more = new ArrayList<>(quantities);
            more.add(ofLayers);
            return new FlowPlan(profiles, stepLoss, lossStep, more);
        }
        throw new IllegalArgumentException(
                "The quantity '" + quantity.name() + "' must be a LayerQuantity, got " + quantity.getClass());
    }

    /** Returns whether anything is recorded. */
    boolean records() {
        return profiles.updates() > 0
                || quantities.stream().anyMatch(quantity -> quantity.cadence().updates() > 0);
    }
}
