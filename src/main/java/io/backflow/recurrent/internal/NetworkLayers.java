package io.backflow.recurrent.internal;

import io.backflow.model.internal.LayerNames;
import java.util.List;
import java.util.function.ToIntBiFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Goes through the layers of a network of either kind, each with its name. */
public final class NetworkLayers {

    private NetworkLayers() {}

    /** Returns the sum of what the visitor returns for each layer. */
    public static int visit(MultiLayerNetwork network, ToIntBiFunction<Layer, String> visitor) {
        Layer[] layers = network.getLayers();
        List<String> names = LayerNames.of(network);
        int count = 0;
        for (int i = 0; i < layers.length; i++) {
            count += visitor.applyAsInt(layers[i], names.get(i));
        }
        return count;
    }

    /** Returns the sum of what the visitor returns for each layer. */
    public static int visit(ComputationGraph graph, ToIntBiFunction<Layer, String> visitor) {
        int count = 0;
        for (GraphVertex vertex : graph.getVertices()) {
            if (vertex.hasLayer()) {
                count += visitor.applyAsInt(vertex.getLayer(), vertex.getVertexName());
            }
        }
        return count;
    }
}
