// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.gradient.internal.UpdatePart;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.internal.InstalledLayers;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.guava.collect.MapMaker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Observes the layers of any number of networks, and records what flowed back through each of them. */
final class FlowRecording implements UpdatePart {

    private static final Logger log = LoggerFactory.getLogger(FlowListener.class);

    private static final String NO_LAYERS = "The network has no installed recurrent layer whose flow could be recorded:"
            + " call RecurrentLayers.install(network) after init(), and look at what it reports";

    private final FlowPlan plan;
    private final Consumer<? super FlowRecord> sink;
    // Keys are compared by identity: MultiLayerNetwork.equals compares all parameters.
    private final ConcurrentMap<Model, FlowState> states =
            new MapMaker().weakKeys().makeMap();
    private final Set<Model> withoutLayers =
            Collections.newSetFromMap(new MapMaker().weakKeys().makeMap());
    private final AtomicInteger models = new AtomicInteger();
    private volatile boolean closed;

    FlowRecording(FlowPlan plan, Consumer<? super FlowRecord> sink) {
        this.plan = plan;
        this.sink = sink;
    }

    /**
     * Returns the state of a model, which is observed from then on.
     *
     * @throws IllegalStateException if there is nothing to observe
     */
    FlowState observe(Model model) {
        return find(model).orElseThrow(() -> new IllegalStateException(NO_LAYERS));
    }

    private Optional<FlowState> find(Model model) {
        FlowState known = states.get(model);
        if (known != null) {
            // Again, since layers that were taken out and put in anew do not know it.
            return RecurrentLayers.addObserver(model, known) > 0 ? Optional.of(known) : Optional.empty();
        }
        if (InstalledLayers.of(model).isEmpty()) {
            return Optional.empty();
        }
        FlowState state = new FlowState(plan, floorOf(model), models.getAndIncrement());
        RecurrentLayers.addObserver(model, state);
        states.put(model, state);
        return Optional.of(state);
    }

    private static double floorOf(Model model) {
        return model.params().dataType() == DataType.DOUBLE ? FlowAssembly.DOUBLE_FLOOR : FlowAssembly.FLOAT_FLOOR;
    }

    @Override
    public void forward(Model model, List<INDArray> activations) {
        begin(model);
    }

    @Override
    public void forward(Model model, Map<String, INDArray> activations) {
        begin(model);
    }

    private void begin(Model model) {
        if (closed) {
            return;
        }
        Optional<FlowState> state = find(model);
        state.ifPresent(found -> found.begin(model));
        if (state.isEmpty() && withoutLayers.add(model)) {
            log.warn("{}. The copies that ParallelWrapper trains beside the network have none.", NO_LAYERS);
        }
    }

    /** Takes the passes before anybody may refuse the gradient, so that what diverged is known too. */
    @Override
    public void backward(Model model) {
        FlowState state = states.get(model);
        if (state != null) {
            state.passed(model).ifPresent(sink);
        }
    }

    @Override
    public void updated(Model model, int iteration, int epoch) {
        FlowState state = states.get(model);
        if (state != null) {
            state.done().ifPresent(sink);
        }
    }

    /** Records the last update of each network, if it was not; training may go on. */
    void recordLast() {
        states.values().forEach(state -> state.last().ifPresent(sink));
    }

    @Override
    public void close() {
        closed = true;
        recordLast();
        states.forEach(RecurrentLayers::removeObserver);
        states.clear();
    }
}
