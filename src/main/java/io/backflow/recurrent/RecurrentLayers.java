// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import io.backflow.model.internal.ModelView;
import io.backflow.recurrent.internal.Installation;
import io.backflow.recurrent.internal.InstalledLayers;
import io.backflow.recurrent.internal.layer.FirstLayer;
import io.backflow.recurrent.internal.layer.LayerSwap;
import io.backflow.recurrent.internal.layer.LayerThreads;
import io.backflow.recurrent.internal.layer.Observation;
import io.backflow.recurrent.internal.layer.StepIntervention;
import java.util.List;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.Model;

/**
 * Installs the recurrent layers of this library into a built network, and uninstalls them again.
 *
 * <pre>{@code
 * MultiLayerNetwork network = new MultiLayerNetwork(configuration);
 * network.init();
 * RecurrentLayers.install(network);
 * }</pre>
 *
 * <p>Attention layers and vertices stay Deeplearning4j's, with their gradient divided by what it is measured to be too
 * long by. Configuration, parameters and updater state stay the network's own, so that a saved model is plain Deeplearning4j.
 * Layers with features that the engine does not cover keep Deeplearning4j's implementation, as do all layers where
 * OpenBLAS or the CPU backend is missing; the returned report says which and why. Networks may be installed and trained
 * in several threads, each in one at a time. A network is a {@code MultiLayerNetwork} or a {@code ComputationGraph}; a
 * model of another kind is refused with an {@link IllegalArgumentException}.
 *
 * <p>Installed layers hold buffers outside the heap, for as long as the network lives: about one sequence of inputs,
 * pre-activations and states each. {@link #close(Model)} and {@code uninstall} free them at once, garbage collection
 * does in the end.
 *
 * <p>On a Java that is started with {@code --add-modules jdk.incubator.vector} recurrent layers of floats run on packed
 * products of the Vector API, if it is said in several threads; results differ by rounding. See {@link #useThreads}.
 *
 * <p>Other products run in one native thread, set for the whole process on the first installation unless the
 * environment sets {@code OMP_NUM_THREADS} or {@code OPENBLAS_NUM_THREADS}: the matrices of one time step are so small
 * that a second thread costs more than it brings, and on a machine that does anything else, ten times as much. Run
 * several networks side by side instead.
 */
public final class RecurrentLayers {

    private RecurrentLayers() {}

    /**
     * Installs the layers into an initialised network, before or after a first {@code fit}. A second call has no
     * further effect.
     *
     * @return what became of each recurrent layer, each output layer, and each attention layer or vertex whose gradient
     *     Deeplearning4j has wrong
     */
    public static List<LayerReport> install(Model network) {
        ModelView view = ModelView.of(network);
        LayerSwap swap = LayerSwap.toEngine(
                Installation.hostProblem(view.dataType()),
                () -> view.backwardLength().orElse(Integer.MAX_VALUE));
        List<LayerReport> reports = Installation.apply(view, swap);
        FirstLayer.mark(view);
        return Installation.tell(reports);
    }

    /**
     * Restores a network's own Deeplearning4j layers and frees the buffers of ours. {@code GRU}, which Deeplearning4j
     * lacks, stays.
     */
    public static void uninstall(Model network) {
        Installation.apply(ModelView.of(network), LayerSwap.toDeeplearning4j());
    }

    /**
     * Closes a network and frees the buffers of its installed layers at once.
     *
     * <p>{@link Model#close()} frees parameters, gradients and updater state, but does not tell the layers. After it
     * alone, as without any closing, the buffers go when the network is no longer reachable and has been
     * garbage-collected.
     */
    public static void close(Model network) {
        InstalledLayers.free(network);
        network.close();
    }

    /**
     * Sets in how many threads each installed recurrent layer computes; one, unless it is said.
     *
     * <p>Results do not depend on it, bit for bit. It has an effect where layers run on the JDK's Vector API and in
     * float, on minibatches that are large enough for it to pay. Start Java with {@code OMP_NUM_THREADS=1} then: ND4J's
     * operations have threads of OpenMP, which wait for the next operation on the processors that these need.
     *
     * @param threads at least 1, the training thread among them
     * @return how many layers are concerned
     */
    public static int useThreads(Model network, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be an integer >= 1, got " + threads);
        }
        Installation.tellOfOpenMp(threads);
        return InstalledLayers.visit(network, (layer, name) -> LayerThreads.use(layer, threads));
    }

    /**
     * Sets the only observer of the backward passes of the installed recurrent layers.
     *
     * @return how many layers it observes
     */
    public static int observe(Model network, BackwardObserver observer) {
        stopObserving(network);
        return addObserver(network, observer);
    }

    /**
     * Adds an observer of the backward passes of the installed recurrent layers.
     *
     * <p>What any of the observers wants is measured once. Layers that are installed later do not know the observer.
     *
     * @return how many layers it observes
     */
    public static int addObserver(Model network, BackwardObserver observer) {
        return InstalledLayers.visit(network, (layer, name) -> Observation.add(layer, name, observer));
    }

    /** Removes one observer of the backward passes, if it is one. */
    public static void removeObserver(Model network, BackwardObserver observer) {
        InstalledLayers.visit(network, (layer, name) -> Observation.remove(layer, observer));
    }

    /** Removes all observers of the backward passes. */
    public static void stopObserving(Model network) {
        InstalledLayers.visit(network, (layer, name) -> Observation.clear(layer));
    }

    /**
     * Clips the errors of the installed recurrent layers at every step of their backward passes, in place of what was
     * set before.
     *
     * @param records gets one record for each backward pass of each layer, on the thread that trains
     * @return how many layers are clipped
     * @throws IllegalStateException if each sequence is to be clipped as a whole and a recurrent layer is
     *     Deeplearning4j's own, which does not know its sequences apart
     */
    public static int clipThroughTime(
            Model network, ThroughTimeClipping clipping, Consumer<ThroughTimeClipping.ThroughTimeRecord> records) {
        if (clipping.by() == ThroughTimeClipping.By.SEQUENCE) {
            InstalledLayers.requireAll(network, "Clipping each sequence");
        }
        return InstalledLayers.visit(network, (layer, name) -> StepIntervention.clip(layer, name, clipping, records));
    }

    /** Stops clipping through time. */
    public static void stopClippingThroughTime(Model network) {
        InstalledLayers.visit(network, (layer, name) -> StepIntervention.stopClipping(layer));
    }
}
