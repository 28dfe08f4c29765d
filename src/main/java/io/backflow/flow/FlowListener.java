package io.backflow.flow;

import io.backflow.gradient.UpdateCounter;
import io.backflow.gradient.UpdateIndex;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.layer.BackwardObserver;
import io.backflow.recurrent.layer.BackwardPass;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.guava.collect.MapMaker;

/**
 * Records how the gradient flows back through time in a {@code MultiLayerNetwork} or {@code ComputationGraph} as it trains, and
 * modifies nothing.
 *
 * <pre>{@code
 * RecurrentLayers.install(network);
 * try (FlowListener flow = FlowListener.attach(network, FlowConfig.DEFAULT, record -> ...)) {
 *     network.fit(data);
 * }
 * }</pre>
 *
 * <p>{@code attach} adds to the network's listeners; {@code setListeners(new FlowListener(...))} does as well, and lets one listener serve
 * several networks, each in a thread of its own. In truncated BPTT every segment is an update. Of each update the norms are
 * taken, so that the last one can be recorded and the one that diverges too; gates are looked at in sampled updates only.
 * What is held at any time is what one update saw. Close the listener after training to have the last update recorded.
 *
 * <p>Errors during {@code fit}, and of {@code attach}: {@link IllegalStateException} if the network has no recurrent layer that
 * {@link RecurrentLayers#install(MultiLayerNetwork)} has put in.
 */
public final class FlowListener extends BaseTrainingListener implements AutoCloseable {

    private final FlowConfig config;
    private final Consumer<? super FlowRecord> sink;
    // Keys are compared by identity: MultiLayerNetwork.equals compares all parameters.
    private final ConcurrentMap<Model, State> states = new MapMaker().weakKeys().makeMap();
    private volatile boolean closed;

    /**
     * Makes a listener, to be set as one of a network's.
     *
     * @param sink takes the records, in the thread that trains
     */
    public FlowListener(FlowConfig config, Consumer<? super FlowRecord> sink) {
        this.config = config;
        this.sink = sink;
    }

    /** Makes a listener and adds it to those of a network with installed layers. */
    public static FlowListener attach(
            MultiLayerNetwork network, FlowConfig config, Consumer<? super FlowRecord> sink) {
        FlowListener listener = new FlowListener(config, sink);
        listener.observe(network);
        network.addListeners(listener);
        return listener;
    }

    /** As {@link #attach(MultiLayerNetwork, FlowConfig, Consumer)}. */
    public static FlowListener attach(ComputationGraph graph, FlowConfig config, Consumer<? super FlowRecord> sink) {
        FlowListener listener = new FlowListener(config, sink);
        listener.observe(graph);
        graph.addListeners(listener);
        return listener;
    }

    /** What one update saw, to be made a record if it is to be recorded. */
    private record Update(UpdateIndex index, double loss, List<BackwardPass> passes, Set<String> uppermost) {}

    /** Takes the passes of one network. It must not hold the network, which holds it. */
    private static final class State implements BackwardObserver {
        private final FlowConfig config;
        private final double floor;
        private final UpdateCounter counter = new UpdateCounter();
        private final Map<String, BackwardPass> passes = new LinkedHashMap<>();
        private @Nullable Update open;
        private @Nullable Update unrecorded;
        private boolean first = true;

        State(FlowConfig config, double floor) {
            this.config = config;
            this.floor = floor;
        }

        @Override
        public boolean wants(int iteration) {
            return config.records();
        }

        @Override
        public boolean wantsGates(int iteration) {
            return config.gates() != FlowConfig.GateCapture.NONE && isSampled(iteration);
        }

        @Override
        public boolean wantsActivations(int iteration) {
            return config.gates() == FlowConfig.GateCapture.QUANTILES && isSampled(iteration);
        }

        private boolean isSampled(long update) {
            return first || config.samples(update);
        }

        @Override
        public void accept(BackwardPass pass) {
            passes.put(pass.layer(), pass);
        }

        FlowRecord record(Update update) {
            return new FlowAssembly(update.passes(), update.uppermost(), floor).record(update.index(), update.loss());
        }
    }

    private State observe(Model model) {
        State known = states.get(model);
        if (known != null) {
            return known;
        }
        State state = new State(config, floorOf(model));
        int observed = model instanceof MultiLayerNetwork network
                ? RecurrentLayers.addObserver(network, state)
                : RecurrentLayers.addObserver((ComputationGraph) model, state);
        if (observed == 0) {
            throw new IllegalStateException("The network has no installed recurrent layer whose flow could be recorded:"
                    + " call RecurrentLayers.install(network) after init(), and look at what it reports");
        }
        states.put(model, state);
        return state;
    }

    private static double floorOf(Model model) {
        return model.params().dataType() == DataType.DOUBLE ? FlowAssembly.DOUBLE_FLOOR : FlowAssembly.FLOAT_FLOOR;
    }

    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
        begin(model);
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
        begin(model);
    }

    private void begin(Model model) {
        if (!closed) {
            observe(model).passes.clear();
        }
    }

    /** Comes before any listener may refuse the gradient, so that what diverged is known too. */
    @Override
    public void onBackwardPass(Model model) {
        State state = states.get(model);
        if (state == null || state.passes.isEmpty()) {
            return; // nothing is to be recorded, or all recurrent layers are frozen
        }
        Update before = state.open;
        int iteration = iterationOf(model);
        UpdateIndex index;
        if (before != null && before.index().update() == iteration) {
            index = before.index(); // DL4J's line searches compute several gradients an update, of which the last counts
        } else {
            if (before != null) {
                emit(state, before); // an exception ended it
            }
            index = state.counter.next(model);
        }
        List<BackwardPass> passes = List.copyOf(state.passes.values());
        state.open = new Update(index, model.score(), passes, UppermostLayers.of(model, passes));
        state.passes.clear();
    }

    private static int iterationOf(Model model) {
        return model instanceof MultiLayerNetwork network
                ? network.getIterationCount()
                : ((ComputationGraph) model).getIterationCount();
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        State state = states.get(model);
        if (state == null || state.open == null) {
            return;
        }
        Update done = state.open;
        state.open = null;
        if (state.isSampled(done.index().update())) {
            emit(state, done);
        } else {
            state.unrecorded = done;
        }
    }

    private void emit(State state, Update update) {
        state.open = null;
        state.unrecorded = null;
        state.first = false;
        sink.accept(state.record(update));
    }

    /** Records the last update of each network, if it was not, and stops observing; what is trained later is not recorded. */
    @Override
    public void close() {
        closed = true;
        states.forEach((model, state) -> {
            Update last = state.open == null ? state.unrecorded : state.open;
            if (last != null) {
                emit(state, last);
            }
            stop(model, state);
        });
        states.clear();
    }

    private static void stop(Model model, State state) {
        if (model instanceof MultiLayerNetwork network) {
            RecurrentLayers.removeObserver(network, state);
        } else {
            RecurrentLayers.removeObserver((ComputationGraph) model, state);
        }
    }
}
