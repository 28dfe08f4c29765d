// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.FlowConfig.GateCapture;
import io.backflow.flow.gate.GateFlow;
import io.backflow.flow.gate.internal.GateMeter;
import io.backflow.flow.profile.LagProfile;
import io.backflow.gradient.Cadence;
import io.backflow.setting.Default;
import io.backflow.setting.TypeName;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Measures how open the gates are in every recorded update.
 *
 * @param capture what is recorded of them
 */
@TypeName("gates")
public record GateQuantity(@Default("quantiles") GateCapture capture)
        implements LayerQuantity<GateQuantity.GateRecord> {

    @Override
    public String name() {
        return "gates";
    }

    @Override
    public Cadence cadence() {
        return capture == GateCapture.NONE ? Cadence.NEVER : Cadence.WITH_RECORDS;
    }

    @Override
    public Set<Need> needs() {
        return capture == GateCapture.QUANTILES ? Set.of(Need.GATES, Need.QUANTILES) : Set.of(Need.GATES);
    }

    @Override
    public Optional<GateRecord> measure(LayerQuantity.LayerMoment moment) {
        GateMeter meter = new GateMeter(moment.trace(), capture == GateCapture.QUANTILES);
        return Optional.of(new GateRecord(
                meter.gates(),
                meter.saturatedStates()
                        .map(shares -> Arrays.stream(shares).boxed().toList())
                        .orElse(null)));
    }

    /**
     * The gates of a layer and the saturated share of its states.
     *
     * @param gates in the order of their weight columns; none if the pass measured none
     * @param saturated the share of the states that are saturated, by step from {@link LagProfile#firstStep()} on; null
     *     where it was not measured
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
                    .map(shares ->
                            shares.stream().mapToDouble(Double::doubleValue).toArray());
        }
    }
}
