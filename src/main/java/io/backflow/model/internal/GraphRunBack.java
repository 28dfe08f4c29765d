// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.FrozenVertex;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.layers.FrozenLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A way back through a graph, as Deeplearning4j goes it: in reverse topological order, with the sum of what comes from
 * above.
 */
final class GraphRunBack {

    private final ComputationGraph graph;
    private final BiFunction<Layer, INDArray, INDArray> ofLoss;
    private final Map<Integer, INDArray> errors = new HashMap<>();

    GraphRunBack(ComputationGraph graph, BiFunction<Layer, INDArray, INDArray> ofLoss) {
        this.graph = graph;
        this.ofLoss = ofLoss;
    }

    void run() {
        GraphVertex[] vertices = graph.getVertices();
        int[] order = graph.topologicalSortOrder();
        for (int i = order.length - 1; i >= 0; i--) {
            GraphVertex vertex = vertices[order[i]];
            INDArray error = errors.remove(vertex.getVertexIndex());
            if (!vertex.isInputVertex() && !isFrozen(vertex) && (isLoss(vertex) || error != null)) {
                hand(down(vertex, error), vertex.getInputVertices());
            }
        }
    }

    private static boolean isLoss(GraphVertex vertex) {
        return vertex.hasLayer() && vertex.getLayer() instanceof IOutputLayer && vertex.isOutputVertex();
    }

    private static boolean isFrozen(GraphVertex vertex) {
        return vertex instanceof FrozenVertex || (vertex.hasLayer() && vertex.getLayer() instanceof FrozenLayer);
    }

    private INDArray[] down(GraphVertex vertex, @Nullable INDArray error) {
        LayerWorkspaceMgr none = LayerWorkspaceMgr.noWorkspaces();
        if (vertex instanceof LayerVertex layer) {
            INDArray below = layer.getLayer().backpropGradient(error, none).getSecond();
            if (isLoss(vertex)) {
                below = ofLoss.apply(layer.getLayer(), below);
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

    private void hand(INDArray[] down, VertexIndices[] inputs) {
        for (int j = 0; j < inputs.length; j++) {
            if (down[j] != null) {
                // A sum of its own: one array may go to several vertices.
                errors.merge(inputs[j].getVertexIndex(), down[j], INDArray::add);
            }
        }
    }
}
