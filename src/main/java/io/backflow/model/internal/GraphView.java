// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.graph.vertex.VertexIndices;
import org.deeplearning4j.nn.graph.vertex.impl.LayerVertex;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A graph of vertices, most of which have a layer. */
record GraphView(ComputationGraph graph) implements ModelView {

    private static final Logger log = LoggerFactory.getLogger(ModelView.class);

    @Override
    public List<NamedLayer> layers() {
        List<NamedLayer> named = new ArrayList<>();
        for (GraphVertex vertex : graph.getVertices()) {
            if (vertex.hasLayer()) {
                named.add(new NamedLayer(
                        vertex.getVertexName(),
                        vertex.getLayer(),
                        vertex instanceof LayerVertex layer ? layer.getLayerPreProcessor() : null));
            }
        }
        return named;
    }

    @Override
    public List<Layer> implementations() {
        return List.of(graph.getLayers());
    }

    @Override
    public List<Layer> onGraphInputs() {
        List<Layer> found = new ArrayList<>();
        for (GraphVertex vertex : graph.getVertices()) {
            if (vertex instanceof LayerVertex && readsInputsOnly(vertex)) {
                found.add(vertex.getLayer());
            }
        }
        return found;
    }

    private boolean readsInputsOnly(GraphVertex vertex) {
        for (VertexIndices from : vertex.getInputVertices()) {
            if (!graph.getVertices()[from.getVertexIndex()].isInputVertex()) {
                return false;
            }
        }
        return true;
    }

    @Override
    public List<ModelPart> parts() {
        GraphVertex[] vertices = graph.getVertices();
        List<ModelPart> parts = new ArrayList<>();
        for (int index : graph.topologicalSortOrder()) {
            GraphVertex vertex = vertices[index];
            parts.add(new ModelPart(vertex.getVertexName(), vertex, vertex.hasLayer() ? vertex.getLayer() : null));
        }
        return parts;
    }

    @Override
    public Map<String, List<String>> inputs() {
        return configuration().getVertexInputs();
    }

    @Override
    public List<ModelOutput> outputs() {
        List<ModelOutput> outputs = new ArrayList<>();
        for (int i = 0; i < graph.getNumOutputArrays(); i++) {
            Layer layer = graph.getOutputLayer(i);
            outputs.add(new ModelOutput(layer, layer instanceof IOutputLayer loss ? loss.getLabels() : null));
        }
        return outputs;
    }

    @Override
    public void replaceLayers(BiFunction<Layer, String, Layer> replacement) {
        for (GraphVertex vertex : graph.getVertices()) {
            if (vertex instanceof LayerVertex layerVertex) {
                Layer before = layerVertex.getLayer();
                Layer after = replacement.apply(before, vertex.getVertexName());
                layerVertex.setLayer(after);
                replaceInList(before, after);
            }
        }
    }

    @Override
    public void replaceVertices(UnaryOperator<GraphVertex> replacement) {
        GraphVertex[] vertices = graph.getVertices();
        INDArray gradients = graph.getFlattenedGradients();
        long offset = 0;
        for (int index : graph.topologicalSortOrder()) {
            GraphVertex before = vertices[index];
            GraphVertex after = replacement.apply(before);
            long end = offset + before.numParams();
            if (after != before) {
                vertices[index] = after;
                rename(after);
                if (gradients != null && end > offset) {
                    after.setBackpropGradientsViewArray(
                            gradients.reshape(gradients.length()).get(NDArrayIndex.interval(offset, end)));
                }
            }
            offset = end;
        }
    }

    /** The graph keeps a second way to its vertices, by name, and shows no way to change it. */
    private void rename(GraphVertex vertex) {
        try {
            Field field = ComputationGraph.class.getDeclaredField("verticesMap");
            field.setAccessible(true);
            @SuppressWarnings("unchecked")
            Map<String, GraphVertex> byName = (Map<String, GraphVertex>) field.get(graph);
            byName.replace(vertex.getVertexName(), vertex);
        } catch (ReflectiveOperationException | InaccessibleObjectException hidden) {
            log.debug("getVertex(name) goes on giving Deeplearning4j's own vertices", hidden);
        }
    }

    private void replaceInList(Layer before, Layer after) {
        Layer[] layers = graph.getLayers();
        for (int i = 0; i < layers.length; i++) {
            if (layers[i] == before) {
                layers[i] = after;
            }
        }
    }

    @Override
    public void runBack(BiFunction<Layer, INDArray, INDArray> ofLoss) {
        new GraphRunBack(graph, ofLoss).run();
    }

    private ComputationGraphConfiguration configuration() {
        return graph.getConfiguration();
    }

    @Override
    public int iterationCount() {
        return graph.getIterationCount();
    }

    @Override
    public int epochCount() {
        return graph.getEpochCount();
    }

    @Override
    public boolean isInitialised() {
        return graph.getVertices() != null;
    }

    @Override
    public Map<String, org.deeplearning4j.nn.conf.graph.GraphVertex> vertices() {
        return configuration().getVertices();
    }

    @Override
    public OptionalInt forwardLength() {
        return configuration().getBackpropType() == BackpropType.TruncatedBPTT
                ? OptionalInt.of(configuration().getTbpttFwdLength())
                : OptionalInt.empty();
    }

    @Override
    public OptionalInt backwardLength() {
        return configuration().getBackpropType() == BackpropType.TruncatedBPTT
                ? OptionalInt.of(configuration().getTbpttBackLength())
                : OptionalInt.empty();
    }

    @Override
    public DataType dataType() {
        return configuration().getDataType();
    }

    @Override
    public double penalty() {
        return graph.calcRegularizationScore(true);
    }

    @Override
    public @Nullable INDArray updaterState() {
        return graph.getUpdater().getStateViewArray();
    }

    @Override
    public List<UpdaterBlock> updaterBlocks() {
        return graph.getUpdater().getUpdaterBlocks();
    }

    @Override
    public List<TrainingListener> listeners() {
        return new ArrayList<>(graph.getListeners());
    }
}
