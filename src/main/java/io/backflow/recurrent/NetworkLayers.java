package io.backflow.recurrent;

import java.util.function.ToIntBiFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Goes through the layers of a network of either kind, each with the name that the installation report gives it. */
final class NetworkLayers {

    private NetworkLayers() {}

    /** Returns the sum of what the visitor returns for each layer. */
    static int visit(MultiLayerNetwork network, ToIntBiFunction<Layer, String> visitor) {
        Layer[] layers = network.getLayers();
        int count = 0;
        for (int i = 0; i < layers.length; i++) {
            count += visitor.applyAsInt(layers[i], nameOf(layers[i], i));
        }
        return count;
    }

    /** Returns the sum of what the visitor returns for each layer. */
    static int visit(ComputationGraph graph, ToIntBiFunction<Layer, String> visitor) {
        int count = 0;
        for (GraphVertex vertex : graph.getVertices()) {
            if (vertex.hasLayer()) {
                count += visitor.applyAsInt(vertex.getLayer(), vertex.getVertexName());
            }
        }
        return count;
    }

    /** Returns what to call a layer. */
    static String nameOf(Layer layer, int index) {
        String name = layer.conf().getLayer().getLayerName();
        return name == null ? String.valueOf(index) : index + " (" + name + ")";
    }
}
