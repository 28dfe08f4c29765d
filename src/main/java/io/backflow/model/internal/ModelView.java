// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the two kinds of Deeplearning4j's networks have in common, which share no type that says so.
 *
 * <p>A view holds nothing but the network, and shows what that has now.
 */
public sealed interface ModelView permits NetworkView, GraphView {

    /**
     * Returns the view of a network.
     *
     * @throws IllegalArgumentException if the model is no {@link MultiLayerNetwork} and no {@link ComputationGraph}
     */
    static ModelView of(Model model) {
        return find(model)
                .orElseThrow(() ->
                        new IllegalArgumentException("The model must be a MultiLayerNetwork or a ComputationGraph, got "
                                + model.getClass().getName()));
    }

    /** Returns the view of a network; nothing of any other model, such as a single layer. */
    static Optional<ModelView> find(Model model) {
        if (model instanceof MultiLayerNetwork network) {
            return Optional.of(new NetworkView(network));
        }
        return model instanceof ComputationGraph graph ? Optional.of(new GraphView(graph)) : Optional.empty();
    }

    /** Returns all layers, in the order in which the network keeps them. */
    List<NamedLayer> layers();

    /** Returns the layers without their names, as a list of its own: cheap enough for every update. */
    List<Layer> implementations();

    /** Returns the layers of a graph that read nothing but what the graph is fed with; none of another network. */
    default List<Layer> onGraphInputs() {
        return List.of();
    }

    /** Returns all layers and vertices in the order of the forward pass, which is that of the flat views. */
    List<ModelPart> parts();

    /** Returns the names of what each layer or vertex gets its input from, by its own name. */
    Map<String, List<String>> inputs();

    /** Returns the outputs, with the labels of the minibatch or segment under way. */
    List<ModelOutput> outputs();

    /**
     * Puts other layers in the place of the network's.
     *
     * @param replacement is asked once for each layer, with its name; may return the layer itself
     */
    void replaceLayers(BiFunction<Layer, String, Layer> replacement);

    /**
     * Puts other vertices in the place of a graph's, and gives them the gradient views; does nothing to a chain of
     * layers.
     *
     * @param replacement is asked once for each vertex; may return the vertex itself
     */
    default void replaceVertices(UnaryOperator<GraphVertex> replacement) {}

    /**
     * Runs back once more over the forward pass that is there, through all layers and vertices.
     *
     * @param ofLoss takes an output layer and the derivative that it hands down; returns what to go on with
     */
    void runBack(BiFunction<Layer, INDArray, INDArray> ofLoss);

    /** Returns how many updates the network has had. */
    int iterationCount();

    /** Returns how many epochs the network has had. */
    int epochCount();

    /** Returns whether the network was initialised; before, nothing else may be asked. */
    boolean isInitialised();

    /** Returns whether the network is a chain of layers. */
    default boolean isChain() {
        return false;
    }

    /** Returns the configurations of a graph's vertices by their names; none of another network. */
    default Map<String, org.deeplearning4j.nn.conf.graph.GraphVertex> vertices() {
        return Map.of();
    }

    /** Returns the forward length of truncated BPTT; nothing if backpropagation is not truncated. */
    OptionalInt forwardLength();

    /** Returns the backward length of truncated BPTT; nothing if backpropagation is not truncated. */
    OptionalInt backwardLength();

    /** Returns the type that the network computes in. */
    DataType dataType();

    /** Returns what L1, L2 and weight decay add to the score. */
    double penalty();

    /** Returns the flat state of the updater, shared; null if it keeps none. */
    @Nullable
    INDArray updaterState();

    /** Returns the updater's blocks, each of neighbouring parameters with one updater. */
    List<UpdaterBlock> updaterBlocks();

    /** Returns the listeners in the order in which they are told, as a copy. */
    List<TrainingListener> listeners();
}
