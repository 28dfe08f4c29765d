package io.backflow.recurrent.internal;

import io.backflow.linalg.internal.BlasLibrary;
import io.backflow.model.internal.LayerNames;
import io.backflow.recurrent.LayerReport;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.internal.layer.LayerSwap;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Swaps the layers of a whole network, for {@link RecurrentLayers}, and reports what became of them. */
public final class Installation {

    private static final Logger log = LoggerFactory.getLogger(RecurrentLayers.class);

    private static final AtomicBoolean told = new AtomicBoolean();

    private Installation() {}

    public static List<LayerReport> apply(MultiLayerNetwork network, LayerSwap swap) {
        Layer[] layers = network.getLayers();
        List<String> names = LayerNames.of(network);
        List<LayerReport> reports = new ArrayList<>();
        for (int i = 0; i < layers.length; i++) {
            layers[i] = swap.replace(layers[i], names.get(i), reports);
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

    public static List<LayerReport> apply(ComputationGraph graph, LayerSwap swap) {
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
    public static String hostProblem(DataType type) {
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            return "the network computes in " + type + ", the engine in FLOAT and DOUBLE";
        }
        String backend = Nd4j.getBackend().getClass().getSimpleName();
        if (!backend.equals("CpuBackend")) {
            return "the backend is " + backend + ", the engine runs on CpuBackend";
        }
        if (!BlasLibrary.isAvailable()) {
            return "org.bytedeco:openblas is not on the class path";
        }
        return "";
    }

    public static List<LayerReport> tell(List<LayerReport> reports) {
        if (BlasLibrary.isAvailable() && told.compareAndSet(false, true)) {
            if (System.getenv("OMP_NUM_THREADS") == null && System.getenv("OPENBLAS_NUM_THREADS") == null) {
                BlasLibrary.setThreads(1);
            }
            log.info("Recurrent layers run on OpenBLAS with {} thread(s)", BlasLibrary.threads());
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
