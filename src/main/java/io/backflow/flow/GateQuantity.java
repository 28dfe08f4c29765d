// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.FlowConfig.GateCapture;
import io.backflow.flow.gate.GateMeter;
import io.backflow.gradient.Cadence;
import io.backflow.setting.Default;
import io.backflow.setting.TypeName;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * How open the gates are, in every update that is recorded.
 *
 * @param capture what is recorded of them
 */
@TypeName("gates")
public record GateQuantity(@Default("quantiles") GateCapture capture) implements LayerQuantity<GateRecord> {

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
        return capture == GateCapture.QUANTILES ? Set.of(Need.GATES, Need.ACTIVATIONS) : Set.of(Need.GATES);
    }

    @Override
    public Optional<GateRecord> measure(LayerMoment moment) {
        GateMeter meter = new GateMeter(moment.trace(), capture == GateCapture.QUANTILES);
        return Optional.of(new GateRecord(
                meter.gates(),
                meter.saturatedStates()
                        .map(shares -> Arrays.stream(shares).boxed().toList())
                        .orElse(null)));
    }
}
