// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.gradient.Quantity;
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
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.guava.collect.MapMaker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records how the gradient flows back through time in a {@code MultiLayerNetwork} or {@code ComputationGraph} as it
 * trains, and modifies nothing.
 *
 * <pre>{@code
 * RecurrentLayers.install(network);
 * try (FlowListener flow = FlowListener.attach(network, FlowConfig.DEFAULT, record -> ...)) {
 *     network.fit(data);
 * }
 * }</pre>
 *
 * <p>{@code attach} adds to the network's listeners; {@code setListeners(new FlowListener(...))} does as well, and lets
 * one listener serve several networks, each in a thread of its own. In truncated BPTT every segment is an update. Of
 * each update the norms are taken, so that the last one can be recorded and the one that diverges too; gates are looked
 * at in sampled updates only. What is held at any time is what one update saw. Close the listener after training to
 * have the last update recorded.
 *
 * <p>A network without a recurrent layer that {@link RecurrentLayers#install(Model)} has put in shows nothing:
 * {@code attach} throws {@link IllegalStateException}; a listener that was set goes without, and the log says so once
 * for each network, since a measurement is no reason to end a training. So it is with the copies that DL4J's
 * {@code ParallelWrapper} makes of a network for all workers but the first, which have DL4J's own layers: recorded is
 * the first worker, which trains the network itself.
 */
public final class FlowListener extends BaseTrainingListener implements AutoCloseable {

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

    /**
     * Makes a listener, to be set as one of a network's.
     *
     * @param sink takes the records, in the thread that trains
     */
    public FlowListener(FlowConfig config, Consumer<? super FlowRecord> sink) {
        this(FlowPlan.of(config), sink);
    }

    /**
     * Makes a listener that measures some quantities, to be set as one of a network's.
     *
     * @param quantities {@link LagProfiles} and any {@link LayerQuantity}
     * @param sink takes the records, in the thread that trains
     * @throws IllegalArgumentException if one is of another kind, or two have the same name
     */
    public FlowListener(List<? extends Quantity> quantities, Consumer<? super FlowRecord> sink) {
        this(FlowPlan.of(quantities), sink);
    }

    private FlowListener(FlowPlan plan, Consumer<? super FlowRecord> sink) {
        this.plan = plan;
        this.sink = sink;
    }

    /** Makes a listener and adds it to those of a network with installed layers. */
    public static FlowListener attach(Model network, FlowConfig config, Consumer<? super FlowRecord> sink) {
        FlowListener listener = new FlowListener(config, sink);
        listener.observe(network);
        network.addListeners(listener);
        return listener;
    }

    private FlowState observe(Model model) {
        return find(model).orElseThrow(() -> new IllegalStateException(NO_LAYERS));
    }

    /** Returns the state of a model, which is observed from then on; nothing if there is nothing to observe. */
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
    public void onForwardPass(Model model, List<INDArray> activations) {
        begin(model);
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
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

    /** Comes before any listener may refuse the gradient, so that what diverged is known too. */
    @Override
    public void onBackwardPass(Model model) {
        FlowState state = states.get(model);
        if (state != null) {
            state.passed(model).ifPresent(sink);
        }
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        FlowState state = states.get(model);
        if (state != null) {
            state.done().ifPresent(sink);
        }
    }

    /**
     * Returns what must be remembered of a model between two updates, so that training resumes with the same records.
     * To be saved with the model, after {@code fit} returned.
     */
    public Map<String, double[]> state(Model model) {
        return observe(model).state();
    }

    /**
     * Goes on with a model where another listener was when it gave this state; before the model's first update.
     *
     * @throws IllegalArgumentException naming the entry, if the state is not one
     */
    public void restore(Model model, Map<String, double[]> state) {
        observe(model).restore(state);
    }

    /**
     * Records the last update of each network, if it was not, and stops observing; what is trained later is not
     * recorded.
     */
    @Override
    public void close() {
        closed = true;
        recordLast();
        states.forEach(RecurrentLayers::removeObserver);
        states.clear();
    }

    /** Records the last update of each network, if it was not; training may go on. */
    public void recordLast() {
        states.values().forEach(state -> state.last().ifPresent(sink));
    }
}
