// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.gradient.Quantity;
import io.backflow.gradient.internal.UpdateEngine;
import io.backflow.recurrent.RecurrentLayers;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

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

    private final FlowRecording recording;
    private final UpdateEngine engine;

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
        this.recording = new FlowRecording(plan, sink);
        this.engine = new UpdateEngine(List.of(recording));
    }

    /** Makes a listener and adds it to those of a network with installed layers. */
    public static FlowListener attach(Model network, FlowConfig config, Consumer<? super FlowRecord> sink) {
        FlowListener listener = new FlowListener(config, sink);
        listener.recording.observe(network);
        network.addListeners(listener);
        return listener;
    }

    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
        engine.onForwardPass(model, activations);
    }

    @Override
    public void onForwardPass(Model model, Map<String, INDArray> activations) {
        engine.onForwardPass(model, activations);
    }

    @Override
    public void onBackwardPass(Model model) {
        engine.onBackwardPass(model);
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        engine.iterationDone(model, iteration, epoch);
    }

    /**
     * Returns what must be remembered of a model between two updates, so that training resumes with the same records.
     * To be saved with the model, after {@code fit} returned.
     */
    public Map<String, double[]> state(Model model) {
        return recording.observe(model).state();
    }

    /**
     * Goes on with a model where another listener was when it gave this state; before the model's first update.
     *
     * @throws IllegalArgumentException naming the entry, if the state is not one
     */
    public void restore(Model model, Map<String, double[]> state) {
        recording.observe(model).restore(state);
    }

    /**
     * Records the last update of each network, if it was not, and stops observing; what is trained later is not
     * recorded.
     */
    @Override
    public void close() {
        engine.closeParts();
    }

    /** Records the last update of each network, if it was not; training may go on. */
    public void recordLast() {
        recording.recordLast();
    }
}
