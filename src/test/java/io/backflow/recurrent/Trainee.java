// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import java.util.List;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/** A chain of layers as either kind of network, so that each test runs on both. */
public final class Trainee {

    private final @Nullable MultiLayerNetwork network;
    private final @Nullable ComputationGraph graph;

    private Trainee(@Nullable MultiLayerNetwork network, @Nullable ComputationGraph graph) {
        this.network = network;
        this.graph = graph;
    }

    /** What to build. */
    public record Plan(
            boolean asGraph,
            DataType type,
            RNNFormat format,
            int inputs,
            int forwardLength,
            int backwardLength,
            IUpdater updater,
            List<Layer> layers) {

        public static Plan of(Layer... layers) {
            return new Plan(false, DataType.DOUBLE, RNNFormat.NCW, 2, 0, 0, new Sgd(0), List.of(layers));
        }

        public Plan asGraph(boolean is) {
            return new Plan(is, type, format, inputs, forwardLength, backwardLength, updater, layers);
        }

        public Plan in(RNNFormat other) {
            return new Plan(asGraph, type, other, inputs, forwardLength, backwardLength, updater, layers);
        }

        public Plan in(DataType other) {
            return new Plan(asGraph, other, format, inputs, forwardLength, backwardLength, updater, layers);
        }

        public Plan with(IUpdater other) {
            return new Plan(asGraph, type, format, inputs, forwardLength, backwardLength, other, layers);
        }

        public Plan inputs(int count) {
            return new Plan(asGraph, type, format, count, forwardLength, backwardLength, updater, layers);
        }

        public Plan truncated(int forward, int backward) {
            return new Plan(asGraph, type, format, inputs, forward, backward, updater, layers);
        }

        public Trainee build() {
            NeuralNetConfiguration.Builder base = new NeuralNetConfiguration.Builder()
                    .seed(7)
                    .dataType(type)
                    .weightInit(WeightInit.XAVIER)
                    .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                    .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
                    .updater(updater);
            InputType input = InputType.recurrent(inputs, format);
            return asGraph ? buildGraph(base, input) : buildNetwork(base, input);
        }

        private Trainee buildNetwork(NeuralNetConfiguration.Builder base, InputType input) {
            NeuralNetConfiguration.ListBuilder list = base.list();
            layers.forEach(layer -> list.layer(layer.clone()));
            if (forwardLength > 0) {
                list.backpropType(BackpropType.TruncatedBPTT)
                        .tBPTTForwardLength(forwardLength)
                        .tBPTTBackwardLength(backwardLength);
            }
            MultiLayerNetwork network =
                    new MultiLayerNetwork(list.setInputType(input).build());
            network.init();
            return new Trainee(network, null);
        }

        private Trainee buildGraph(NeuralNetConfiguration.Builder base, InputType input) {
            ComputationGraphConfiguration.GraphBuilder builder =
                    base.graphBuilder().addInputs("in");
            String below = "in";
            for (int i = 0; i < layers.size(); i++) {
                builder.addLayer("layer" + i, layers.get(i).clone(), below);
                below = "layer" + i;
            }
            if (forwardLength > 0) {
                builder.backpropType(BackpropType.TruncatedBPTT)
                        .tBPTTForwardLength(forwardLength)
                        .tBPTTBackwardLength(backwardLength);
            }
            ComputationGraph graph = new ComputationGraph(
                    builder.setOutputs(below).setInputTypes(input).build());
            graph.init();
            return new Trainee(null, graph);
        }
    }

    public static Trainee of(MultiLayerNetwork network) {
        return new Trainee(network, null);
    }

    public static Trainee of(ComputationGraph graph) {
        return new Trainee(null, graph);
    }

    public boolean isGraph() {
        return graph != null;
    }

    public List<LayerReport> install() {
        return network != null ? RecurrentLayers.install(network) : RecurrentLayers.install(theGraph());
    }

    public void uninstall() {
        if (network != null) {
            RecurrentLayers.uninstall(network);
        } else {
            RecurrentLayers.uninstall(theGraph());
        }
    }

    public MultiLayerNetwork theNetwork() {
        if (network == null) {
            throw new AssertionError("a graph");
        }
        return network;
    }

    public ComputationGraph theGraph() {
        if (graph == null) {
            throw new AssertionError("not a graph");
        }
        return graph;
    }

    public INDArray params() {
        return network != null ? network.params() : theGraph().params();
    }

    public INDArray gradientView() {
        return network != null ? network.getFlattenedGradients() : theGraph().getFlattenedGradients();
    }

    public void fit(DataSet data) {
        if (network != null) {
            network.fit(data);
        } else {
            theGraph().fit(data);
        }
    }

    public INDArray output(INDArray features, @Nullable INDArray mask) {
        if (network != null) {
            return mask == null ? network.output(features) : network.output(features, false, mask, null);
        }
        return theGraph()
                .output(false, new INDArray[] {features}, mask == null ? null : new INDArray[] {mask}, null)[0];
    }

    /** Calculates the gradient, summed over examples and steps, and the score, without an update. */
    public double calculate(DataSet data) {
        if (network != null) {
            network.setInput(data.getFeatures());
            network.setLabels(data.getLabels());
            network.setLayerMaskArrays(data.getFeaturesMaskArray(), data.getLabelsMaskArray());
            network.computeGradientAndScore();
            network.clearLayerMaskArrays();
            return network.score();
        }
        ComputationGraph g = theGraph();
        g.setInput(0, data.getFeatures());
        g.setLabel(0, data.getLabels());
        g.setLayerMaskArrays(
                data.getFeaturesMaskArray() == null ? null : new INDArray[] {data.getFeaturesMaskArray()},
                data.getLabelsMaskArray() == null ? null : new INDArray[] {data.getLabelsMaskArray()});
        g.computeGradientAndScore();
        g.clearLayerMaskArrays();
        return g.score();
    }

    public INDArray activateWithStoredState(INDArray features, boolean store) {
        if (network != null) {
            List<INDArray> all = network.rnnActivateUsingStoredState(features, true, store);
            return all.get(all.size() - 1);
        }
        String last = theGraph().getConfiguration().getNetworkOutputs().get(0);
        return java.util.Objects.requireNonNull(theGraph()
                .rnnActivateUsingStoredState(new INDArray[] {features}, true, store)
                .get(last));
    }

    public INDArray timeStep(INDArray features) {
        return network != null ? network.rnnTimeStep(features) : theGraph().rnnTimeStep(features)[0];
    }

    public void clearState() {
        if (network != null) {
            network.rnnClearPreviousState();
        } else {
            theGraph().rnnClearPreviousState();
        }
    }

    public void listen(BaseTrainingListener listener) {
        if (network != null) {
            network.setListeners(listener);
        } else {
            theGraph().setListeners(listener);
        }
    }

    public Model model() {
        return network != null ? network : theGraph();
    }
}
