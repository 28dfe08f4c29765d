// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.clipping.internal.GradientClipping;
import io.backflow.flow.FlowListener;
import io.backflow.gradient.internal.QuantityMeters;
import io.backflow.store.internal.Resumable;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** What a part of an engine remembers of a network: a clipping policy's state, its counts, which update comes next. */
record PartState(Supplier<Map<String, double[]>> saved, Consumer<Map<String, double[]>> restored) implements Resumable {

    static PartState of(GradientClipping clipping, MultiLayerNetwork network) {
        return new PartState(() -> clipping.state(network), state -> clipping.restore(network, state));
    }

    static PartState of(FlowListener flow, MultiLayerNetwork network) {
        return new PartState(() -> flow.state(network), state -> flow.restore(network, state));
    }

    static PartState of(QuantityMeters meters, MultiLayerNetwork network) {
        return new PartState(() -> meters.state(network), state -> meters.restore(network, state));
    }

    @Override
    public Map<String, double[]> state() {
        return saved.get();
    }

    @Override
    public void restore(Map<String, double[]> state) {
        restored.accept(state);
    }
}
