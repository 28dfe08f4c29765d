// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.clipping.ClippingListener;
import io.backflow.flow.FlowListener;
import io.backflow.store.internal.Resumable;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** What a listener remembers of a network: a clipping policy's state, its counts, which update comes next. */
record ListenerState(Supplier<Map<String, double[]>> saved, Consumer<Map<String, double[]>> restored)
        implements Resumable {

    static ListenerState of(ClippingListener listener, MultiLayerNetwork network) {
        return new ListenerState(() -> listener.state(network), state -> listener.restore(network, state));
    }

    static ListenerState of(FlowListener listener, MultiLayerNetwork network) {
        return new ListenerState(() -> listener.state(network), state -> listener.restore(network, state));
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
