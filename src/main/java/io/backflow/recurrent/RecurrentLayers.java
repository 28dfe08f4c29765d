package io.backflow.recurrent;

import io.backflow.recurrent.kernel.OpenBlas;
import io.backflow.recurrent.layer.BackwardObserver;
import io.backflow.recurrent.layer.LayerBuffers;
import io.backflow.recurrent.layer.LayerReport;
import io.backflow.recurrent.layer.LayerSwap;
import io.backflow.recurrent.layer.Observation;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.function.ToIntBiFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger log = LoggerFactory.getLogger(RecurrentLayers.class);

    private static final AtomicBoolean told = new AtomicBoolean();

    private RecurrentLayers() {}

    /**
     * Installs into a network that has been initialised, before or after a first {@code fit}; again, to no further effect.
     *
     * @return what became of each recurrent layer and recurrent output layer
     */
    public static List<LayerReport> install(MultiLayerNetwork network) {
        LayerSwap swap = LayerSwap.toEngine(
                hostProblem(network.getLayerWiseConfigurations().getDataType()),
                () -> network.getLayerWiseConfigurations().getBackpropType() == BackpropType.TruncatedBPTT
                        ? network.getLayerWiseConfigurations().getTbpttBackLength()
                        : Integer.MAX_VALUE);
        return tell(apply(network, swap));
    }

    /** As {@link #install(MultiLayerNetwork)}. */
    public static List<LayerReport> install(ComputationGraph graph) {
        IntSupplier backwardLength = () -> graph.getConfiguration().getBackpropType() == BackpropType.TruncatedBPTT
                ? graph.getConfiguration().getTbpttBackLength()
                : Integer.MAX_VALUE;
        DataType type = graph.getConfiguration().getDataType();
        return tell(apply(graph, LayerSwap.toEngine(hostProblem(type), backwardLength)));
    }

    /**
     * Gives a network Deeplearning4j's own layers back and frees the buffers of ours; {@code GRU}, which it lacks, stays.
     */
    public static void uninstall(MultiLayerNetwork network) {
        apply(network, LayerSwap.toDeeplearning4j());
    }

    /** As {@link #uninstall(MultiLayerNetwork)}. */
    public static void uninstall(ComputationGraph graph) {
        apply(graph, LayerSwap.toDeeplearning4j());
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
        return visit(network, (layer, name) -> Observation.add(layer, name, observer));
    }

    /** As {@link #addObserver(MultiLayerNetwork, BackwardObserver)}. */
    public static int addObserver(ComputationGraph graph, BackwardObserver observer) {
        return visit(graph, (layer, name) -> Observation.add(layer, name, observer));
    }

    /** Stops handing backward passes to one observer; does nothing if it gets none. */
    public static void removeObserver(MultiLayerNetwork network, BackwardObserver observer) {
        visit(network, (layer, name) -> Observation.remove(layer, observer));
    }

    /** As {@link #removeObserver(MultiLayerNetwork, BackwardObserver)}. */
    public static void removeObserver(ComputationGraph graph, BackwardObserver observer) {
        visit(graph, (layer, name) -> Observation.remove(layer, observer));
    }

    /** Stops handing out backward passes. */
    public static void stopObserving(MultiLayerNetwork network) {
        visit(network, (layer, name) -> Observation.clear(layer));
    }

    /** Stops handing out backward passes. */
    public static void stopObserving(ComputationGraph graph) {
        visit(graph, (layer, name) -> Observation.clear(layer));
    }

    private static int visit(MultiLayerNetwork network, ToIntBiFunction<Layer, String> visitor) {
        Layer[] layers = network.getLayers();
        int count = 0;
        for (int i = 0; i < layers.length; i++) {
            count += visitor.applyAsInt(layers[i], nameOf(layers[i], i));
        }
        return count;
    }

    private static int visit(ComputationGraph graph, ToIntBiFunction<Layer, String> visitor) {
        int count = 0;
        for (GraphVertex vertex : graph.getVertices()) {
            if (vertex.hasLayer()) {
                count += visitor.applyAsInt(vertex.getLayer(), vertex.getVertexName());
            }
        }
        return count;
    }

    private static String nameOf(Layer layer, int index) {
        String name = layer.conf().getLayer().getLayerName();
        return name == null ? String.valueOf(index) : index + " (" + name + ")";
    }

    private static List<LayerReport> apply(MultiLayerNetwork network, LayerSwap swap) {
        Layer[] layers = network.getLayers();
        List<LayerReport> reports = new ArrayList<>();
        for (int i = 0; i < layers.length; i++) {
            layers[i] = swap.replace(layers[i], nameOf(layers[i], i), reports);
        }
        refreshNames(network);
        return reports;
    }

    /** The network keeps a second way to its layers, by name, and shows no way to change it. */
    private static void refreshNames(MultiLayerNetwork network) {
        try {
            Field field = MultiLayerNetwork.class.getDeclaredField("layerMap");
            field.setAccessible(true);
            @SuppressWarnings("unchecked")
            Map<String, Layer> byName = (Map<String, Layer>) field.get(network);
            for (Layer layer : network.getLayers()) {
                byName.replace(layer.conf().getLayer().getLayerName(), layer);
            }
        } catch (ReflectiveOperationException | InaccessibleObjectException hidden) {
            log.debug("getLayer(name) goes on giving Deeplearning4j's own layers", hidden);
        }
    }

    private static List<LayerReport> apply(ComputationGraph graph, LayerSwap swap) {
        Layer[] layers = graph.getLayers();
        List<LayerReport> reports = new ArrayList<>();
        for (GraphVertex vertex : graph.getVertices()) {
            if (vertex instanceof LayerVertex layerVertex) {
                Layer before = layerVertex.getLayer();
                Layer after = swap.replace(before, vertex.getVertexName(), reports);
                layerVertex.setLayer(after);
                for (int i = 0; i < layers.length; i++) {
                    if (layers[i] == before) {
                        layers[i] = after;
                    }
                }
            }
        }
        return reports;
    }

    /** Returns what about this host or network keeps all layers Deeplearning4j's; empty if nothing does. */
    private static String hostProblem(DataType type) {
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            return "the network computes in " + type + ", the engine in FLOAT and DOUBLE";
        }
        String backend = Nd4j.getBackend().getClass().getSimpleName();
        if (!backend.equals("CpuBackend")) {
            return "the backend is " + backend + ", the engine runs on CpuBackend";
        }
        if (!OpenBlas.isAvailable(RecurrentLayers.class.getClassLoader())) {
            return "org.bytedeco:openblas is not on the class path";
        }
        return "";
    }

    private static List<LayerReport> tell(List<LayerReport> reports) {
        if (OpenBlas.isAvailable(RecurrentLayers.class.getClassLoader()) && told.compareAndSet(false, true)) {
            if (System.getenv("OMP_NUM_THREADS") == null && System.getenv("OPENBLAS_NUM_THREADS") == null) {
                OpenBlas.setThreads(1);
            }
            log.info("Recurrent layers run on OpenBLAS with {} thread(s)", OpenBlas.threads());
        }
        for (LayerReport report : reports) {
            if (report.installed()) {
                log.debug("Recurrent layer {}", report);
            } else {
                log.warn("Recurrent layer {}: it runs on Deeplearning4j's own implementation", report);
            }
        }
        return List.copyOf(reports);
    }
}
