package io.backflow.recurrent.internal;

import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.internal.kernel.Recorded;
import io.backflow.recurrent.internal.layer.LayerReplay;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.FrozenVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A graph of vertices, run back as Deeplearning4j does it: in reverse topological order, with the sum of what comes from above. */
final class ReplayedGraph implements ReplayedModel {

    private final ComputationGraph graph;

    ReplayedGraph(ComputationGraph graph) {
        this.graph = graph;
    }

    @Override
    public List<String> obstacles() {
        StepLossObstacles obstacles = new StepLossObstacles();
        for (GraphVertex vertex : graph.getVertices()) {
            if (vertex.hasLayer()) {
                obstacles.check(
                        vertex.getLayer(),
                        vertex.getVertexName(),
                        vertex instanceof LayerVertex layer ? layer.getLayerPreProcessor() : null);
            }
        }
        return obstacles.found();
    }

    @Override
    public List<Layer> configurations() {
        List<Layer> configurations = new ArrayList<>();
        for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
            configurations.add(layer.conf().getLayer());
        }
        return configurations;
    }

    @Override
    public List<Layer> outputs() {
        List<Layer> outputs = new ArrayList<>();
        for (GraphVertex vertex : graph.getVertices()) {
            if (isLoss(vertex)) {
                outputs.add(vertex.getLayer().conf().getLayer());
            }
        }
        return outputs;
    }

    private static boolean isLoss(GraphVertex vertex) {
        return vertex.hasLayer() && vertex.getLayer() instanceof IOutputLayer && vertex.isOutputVertex();
    }

    @Override
    public INDArray gradient() {
        return graph.getFlattenedGradients();
    }

    @Override
    public void begin(Recorded wanted, Consumer<BackwardPass> passes) {
        NetworkLayers.visit(graph, (layer, name) -> LayerReplay.begin(layer, name, wanted, passes));
    }

    @Override
    public void end() {
        NetworkLayers.visit(graph, (layer, name) -> LayerReplay.end(layer));
    }

    @Override
    public void runBack(int step) {
        GraphVertex[] vertices = graph.getVertices();
        int[] order = graph.topologicalSortOrder();
        Map<Integer, INDArray> errors = new HashMap<>();
        for (int i = order.length - 1; i >= 0; i--) {
            GraphVertex vertex = vertices[order[i]];
            INDArray error = errors.remove(vertex.getVertexIndex());
            boolean isLoss = isLoss(vertex);
            if (!vertex.isInputVertex() && !isFrozen(vertex) && (isLoss || error != null)) {
                hand(down(vertex, error, isLoss, step), vertex.getInputVertices(), errors);
            }
        }
    }

    private static boolean isFrozen(GraphVertex vertex) {
        return vertex instanceof FrozenVertex || (vertex.hasLayer() && vertex.getLayer() instanceof FrozenLayer);
    }

    private INDArray[] down(GraphVertex vertex, @Nullable INDArray error, boolean isLoss, int step) {
        LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
        if (vertex instanceof LayerVertex layer) {
            INDArray below = layer.getLayer().backpropGradient(error, none).getSecond();
            if (isLoss) {
                below = StepLoss.of(layer.getLayer(), below, step);
            }
            boolean processed = layer.getLayerPreProcessor() != null && below != null;
            return new INDArray[] {
                processed ? layer.getLayerPreProcessor().backprop(below, graph.batchSize(), none) : below
            };
        }
        INDArray before = vertex.getEpsilon();
        vertex.setEpsilon(error);
        try {
            return vertex.doBackward(false, none).getSecond();
        } finally {
            vertex.setEpsilon(before);
        }
    }

    private static void hand(INDArray[] down, VertexIndices[] inputs, Map<Integer, INDArray> errors) {
        for (int j = 0; j < inputs.length; j++) {
            if (down[j] != null) {
                // A sum of its own: one array may go to several vertices.
                errors.merge(inputs[j].getVertexIndex(), down[j], INDArray::add);
            }
        }
    }
}
