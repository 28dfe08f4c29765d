// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.gate.GateFlow;
import io.backflow.flow.profile.LagProfile;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gates of a layer and the saturated share of its states.
 *
 * @param gates in the order of their weight columns; none if the pass measured none
 * @param saturated the share of the states that are saturated, by step from {@link LagProfile#firstStep()} on; null where it was not measured
 */
public record GateRecord(List<GateFlow> gates, @Nullable List<Double> saturated) {

    /** Copies the lists. */
    public GateRecord {
        gates = List.copyOf(gates);
        saturated = saturated == null ? null : List.copyOf(saturated);
    }

    /** Returns the saturated share of the states by step, if it was measured. */
    public Optional<double[]> saturatedStates() {
        return Optional.ofNullable(saturated)
                .map(shares -> shares.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
