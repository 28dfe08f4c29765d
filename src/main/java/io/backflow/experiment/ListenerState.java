package io.backflow.experiment;

import io.backflow.clipping.ClippingListener;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** What the clipping listener remembers of a network: its policy's state, its counts, which update comes next. */
record ListenerState(ClippingListener listener, MultiLayerNetwork network) implements Resumable {

    @Override
    public Map<String, double[]> state() {
        return listener.state(network);
    }

    @Override
    public void restore(Map<String, double[]> state) {
        listener.restore(network, state);
    }
}
