// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.flow.GateQuantity;
import io.backflow.flow.gate.GateFlow;
import io.backflow.flow.gate.Quantiles;

/** Writes the gates of a layer, and the saturated share of its states beside them. */
final class GateRows implements PartRows {

    private static final String SATURATED_STATES = "saturatedStates";

    private final GateQuantity.GateRecord record;

    GateRows(GateQuantity.GateRecord record) {
        this.record = record;
    }

    @Override
    public void addTo(Row.Builder row) {
        if (!record.gates().isEmpty()) {
            Row.Builder gates = Row.builder();
            record.gates().forEach(gate -> gates.with(gate.gate(), row(gate)));
            row.with("gates", gates.build());
        }
        record.saturatedStates().ifPresent(shares -> row.with(SATURATED_STATES, FlowFormat.rounded(shares)));
    }

    private static Row row(GateFlow gate) {
        Row.Builder row = Row.builder()
                .with("mean", FlowFormat.rounded(gate.means()))
                .with("saturated", FlowFormat.rounded(gate.saturated()));
        gate.quantiles()
                .ifPresent(quantiles -> row.with("p10", FlowFormat.rounded(quantiles.p10()))
                        .with("p50", FlowFormat.rounded(quantiles.p50()))
                        .with("p90", FlowFormat.rounded(quantiles.p90())));
        return row.build();
    }

    @Override
    public void table(Series series) {
        for (GateFlow gate : record.gates()) {
            series.steps(gate.gate() + ".mean", gate.means());
            series.steps(gate.gate() + ".saturated", gate.saturated());
            Quantiles quantiles = gate.quantiles().orElse(null);
            if (quantiles != null) {
                series.steps(gate.gate() + ".p10", quantiles.p10());
                series.steps(gate.gate() + ".p50", quantiles.p50());
                series.steps(gate.gate() + ".p90", quantiles.p90());
            }
        }
        record.saturatedStates().ifPresent(shares -> series.steps(SATURATED_STATES, shares));
    }
}
