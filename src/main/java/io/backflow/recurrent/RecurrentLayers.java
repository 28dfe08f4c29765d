package io.backflow.recurrent;

import io.backflow.recurrent.internal.Installation;
import io.backflow.recurrent.internal.NetworkLayers;
import io.backflow.recurrent.internal.layer.GradientTerm;
import io.backflow.recurrent.internal.layer.GradientTerms;
import io.backflow.recurrent.internal.layer.LayerBuffers;
import io.backflow.recurrent.internal.layer.LayerSwap;
import io.backflow.recurrent.internal.layer.Observation;
import io.backflow.recurrent.internal.layer.StepIntervention;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Puts the recurrent layers of this library into a network that is already built, and takes them out again.
 *
 * <pre>{@code
 * MultiLayerNetwork network = new MultiLayerNetwork(configuration);
 * network.init();
 * RecurrentLayers.install(network);
 * }</pre>
 *
 * <p>Configuration, parameters and updater state stay the network's own, so that a saved model is plain Deeplearning4j. Layers
 * with features that the engine does not cover keep Deeplearning4j's implementation, as do all layers where OpenBLAS or the CPU
 * backend is missing; the returned report says which and why. Networks may be installed and trained in several threads, each in
 * one at a time.
 *
 * <p>Installed layers hold buffers outside the heap, for as long as the network lives: about one sequence of inputs, pre-activations and
 * states each. {@link #close(MultiLayerNetwork)} and {@code uninstall} free them at once, garbage collection does in the end.
 *
 * <p>The products run in one native thread, set for the whole process on the first installation unless the environment sets
 * {@code OMP_NUM_THREADS} or {@code OPENBLAS_NUM_THREADS}: the matrices of one time step are so small that a second
 * thread costs more than it brings, and on a machine that does anything else, ten times as much. Run several
 * networks side by side instead.
 */
public final class RecurrentLayers {

    private RecurrentLayers() {}

    /**
     * Installs into a network that has been initialised, before or after a first {@code fit}; again, to no further effect.
     *
     * @return what became of each recurrent layer and output layer
     */
    public static List<LayerReport> install(MultiLayerNetwork network) {
        LayerSwap swap = LayerSwap.toEngine(
                Installation.hostProblem(network.getLayerWiseConfigurations().getDataType()),
                () -> network.getLayerWiseConfigurations().getBackpropType() == BackpropType.TruncatedBPTT
                        ? network.getLayerWiseConfigurations().getTbpttBackLength()
                        : Integer.MAX_VALUE);
        return Installation.tell(Installation.apply(network, swap));
    }

    /** As {@link #install(MultiLayerNetwork)}. */
    public static List<LayerReport> install(ComputationGraph graph) {
        IntSupplier backwardLength = () -> graph.getConfiguration().getBackpropType() == BackpropType.TruncatedBPTT
                ? graph.getConfiguration().getTbpttBackLength()
                : Integer.MAX_VALUE;
        DataType type = graph.getConfiguration().getDataType();
        return Installation.tell(
                Installation.apply(graph, LayerSwap.toEngine(Installation.hostProblem(type), backwardLength)));
    }

    /**
     * Gives a network Deeplearning4j's own layers back and frees the buffers of ours; {@code GRU}, which it lacks, stays.
     */
    public static void uninstall(MultiLayerNetwork network) {
        Installation.apply(network, LayerSwap.toDeeplearning4j());
    }

    /** As {@link #uninstall(MultiLayerNetwork)}. */
    public static void uninstall(ComputationGraph graph) {
        Installation.apply(graph, LayerSwap.toDeeplearning4j());
    }

    /**
     * Closes a network and frees the buffers of its installed layers at once.
     *
     * <p>{@link MultiLayerNetwork#close()} frees parameters, gradients and updater state, but does not tell the layers. After it alone,
     * as without any closing, the buffers go when the network is no longer reachable and has been garbage-collected.
     */
    public static void close(MultiLayerNetwork network) {
        for (Layer layer : network.getLayers()) {
            LayerBuffers.free(layer);
        }
        network.close();
    }

    /** As {@link #close(MultiLayerNetwork)}. */
    public static void close(ComputationGraph graph) {
        for (GraphVertex vertex : graph.getVertices()) {
            if (vertex.hasLayer()) {
                LayerBuffers.free(vertex.getLayer());
            }
        }
        graph.close();
    }

    /**
     * Hands every backward pass of the installed recurrent layers to an observer, in place of all others.
     *
     * @return how many layers it observes
     */
    public static int observe(MultiLayerNetwork network, BackwardObserver observer) {
        stopObserving(network);
        return addObserver(network, observer);
    }

    /** As {@link #observe(MultiLayerNetwork, BackwardObserver)}. */
    public static int observe(ComputationGraph graph, BackwardObserver observer) {
        stopObserving(graph);
        return addObserver(graph, observer);
    }

    /**
     * Hands every backward pass of the installed recurrent layers to an observer, besides those that get them already.
     *
     * <p>What any of the observers wants is measured once. Layers that are installed later do not know the observer.
     *
     * @return how many layers it observes
     */
    public static int addObserver(MultiLayerNetwork network, BackwardObserver observer) {
        return NetworkLayers.visit(network, (layer, name) -> Observation.add(layer, name, observer));
    }

    /** As {@link #addObserver(MultiLayerNetwork, BackwardObserver)}. */
    public static int addObserver(ComputationGraph graph, BackwardObserver observer) {
        return NetworkLayers.visit(graph, (layer, name) -> Observation.add(layer, name, observer));
    }

    /** Stops handing backward passes to one observer; does nothing if it gets none. */
    public static void removeObserver(MultiLayerNetwork network, BackwardObserver observer) {
        NetworkLayers.visit(network, (layer, name) -> Observation.remove(layer, observer));
    }

    /** As {@link #removeObserver(MultiLayerNetwork, BackwardObserver)}. */
    public static void removeObserver(ComputationGraph graph, BackwardObserver observer) {
        NetworkLayers.visit(graph, (layer, name) -> Observation.remove(layer, observer));
    }

    /** Stops handing out backward passes. */
    public static void stopObserving(MultiLayerNetwork network) {
        NetworkLayers.visit(network, (layer, name) -> Observation.clear(layer));
    }

    /** Stops handing out backward passes. */
    public static void stopObserving(ComputationGraph graph) {
        NetworkLayers.visit(graph, (layer, name) -> Observation.clear(layer));
    }

    /**
     * Clips the errors of the installed recurrent layers at every step of their backward passes, in place of what was set before.
     *
     * @param records gets one record for each backward pass of each layer, on the thread that trains
     * @return how many layers are clipped
     */
    public static int clipThroughTime(
            MultiLayerNetwork network, ThroughTimeClipping clipping, Consumer<ThroughTimeRecord> records) {
        return NetworkLayers.visit(network, (layer, name) -> StepIntervention.clip(layer, name, clipping, records));
    }

    /** As {@link #clipThroughTime(MultiLayerNetwork, ThroughTimeClipping, Consumer)}. */
    public static int clipThroughTime(
            ComputationGraph graph, ThroughTimeClipping clipping, Consumer<ThroughTimeRecord> records) {
        return NetworkLayers.visit(graph, (layer, name) -> StepIntervention.clip(layer, name, clipping, records));
    }

    /** Ends clipping through time. */
    public static void stopClippingThroughTime(MultiLayerNetwork network) {
        NetworkLayers.visit(network, (layer, name) -> StepIntervention.stopClipping(layer));
    }

    /** As {@link #stopClippingThroughTime(MultiLayerNetwork)}. */
    public static void stopClippingThroughTime(ComputationGraph graph) {
        NetworkLayers.visit(graph, (layer, name) -> StepIntervention.stopClipping(layer));
    }

    /**
     * Adds terms to the weight gradients of installed recurrent layers, besides those that they have.
     *
     * @param terms is asked once for each layer
     * @return how many layers got a term
     */
    public static int addGradientTerms(MultiLayerNetwork network, GradientTerms terms) {
        return NetworkLayers.visit(network, (layer, name) -> StepIntervention.addTerm(layer, name, terms));
    }

    /** As {@link #addGradientTerms(MultiLayerNetwork, GradientTerms)}. */
    public static int addGradientTerms(ComputationGraph graph, GradientTerms terms) {
        return NetworkLayers.visit(graph, (layer, name) -> StepIntervention.addTerm(layer, name, terms));
    }

    /** Takes a term out of whichever layers have it. */
    public static void removeGradientTerm(MultiLayerNetwork network, GradientTerm term) {
        NetworkLayers.visit(network, (layer, name) -> StepIntervention.removeTerm(layer, term));
    }

    /** As {@link #removeGradientTerm(MultiLayerNetwork, GradientTerm)}. */
    public static void removeGradientTerm(ComputationGraph graph, GradientTerm term) {
        NetworkLayers.visit(graph, (layer, name) -> StepIntervention.removeTerm(layer, term));
    }
}
