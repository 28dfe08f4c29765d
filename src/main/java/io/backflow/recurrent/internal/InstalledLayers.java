package io.backflow.recurrent.internal;

import io.backflow.recurrent.internal.layer.InstalledLayer;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Finds the installed recurrent layers of a network with their parameters. */
public final class InstalledLayers {

    private InstalledLayers() {}

    /**
     * Returns the installed recurrent layers, the lowest first, the two directions of a bidirectional one apart.
     *
     * @throws IllegalArgumentException if the model is neither a {@link MultiLayerNetwork} nor a {@link ComputationGraph}
     */
    public static List<InstalledLayer> of(Model model) {
        List<InstalledLayer> found = new ArrayList<>();
        if (model instanceof MultiLayerNetwork network) {
            NetworkLayers.visit(network, (layer, name) -> InstalledLayer.visit(layer, name, found::add));
        } else if (model instanceof ComputationGraph graph) {
            NetworkLayers.visit(graph, (layer, name) -> InstalledLayer.visit(layer, name, found::add));
        } else {
            throw new IllegalArgumentException(
                    "The model must be a MultiLayerNetwork or a ComputationGraph, got " + model.getClass());
        }
        return List.copyOf(found);
    }
}
