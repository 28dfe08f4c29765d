// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.graph.StackVertex;
import org.deeplearning4j.nn.conf.graph.UnstackVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Builds the networks of the tests. */
public final class TestNetworks {

    /** Size of an input vector. */
    public static final int INPUTS = 3;
    /** Units of a hidden layer; not a multiple of anything that would hide a wrong offset. */
    public static final int UNITS = 5;
    /** Classes to tell apart. */
    public static final int CLASSES = 2;
    /** Symbols of an embedding. */
    public static final int SYMBOLS = 7;
    /** Steps of a sequence. */
    public static final int STEPS = 6;

    private TestNetworks() {}

    /** Returns settings with plain gradient descent at learning rate 0.1. */
    public static NeuralNetConfiguration.Builder base(DataType type) {
        return new NeuralNetConfiguration.Builder()
                .seed(42)
                .dataType(type)
                .activation(Activation.TANH)
                .biasInit(0.1)
                .updater(new Sgd(0.1));
    }

    /** Returns an initialised network over sequences. */
    public static MultiLayerNetwork sequential(NeuralNetConfiguration.Builder base, Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(base.list(layers)
                .setInputType(InputType.recurrent(INPUTS, STEPS))
                .build());
        network.init();
        return network;
    }

    /** Returns one LSTM layer and an output at every step. */
    public static MultiLayerNetwork lstmNetwork(NeuralNetConfiguration.Builder base) {
        return sequential(base, lstm(), eachStep());
    }

    /** Returns one LSTM layer and an output at every step, trained by truncated BPTT. */
    public static MultiLayerNetwork truncated(int length, Layer... layers) {
        MultiLayerNetwork network = new MultiLayerNetwork(base(DataType.DOUBLE)
                .list(layers)
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(length)
                .setInputType(InputType.recurrent(INPUTS))
                .build());
        network.init();
        return network;
    }

    /** Returns the same as {@link #lstmNetwork}, as a graph. */
    public static ComputationGraph lstmGraph(NeuralNetConfiguration.Builder base) {
        return graph(oneInput(base).addLayer("lstm", lstm(), "x").addLayer("out", eachStep(), "lstm"));
    }

    /** Returns the same as {@link #truncated}, as a graph. */
    public static ComputationGraph truncatedGraph(int length) {
        return graph(base(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("x")
                .addLayer("lstm", lstm(), "x")
                .addLayer("out", eachStep(), "lstm")
                .setOutputs("out")
                .setInputTypes(InputType.recurrent(INPUTS))
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTForwardLength(length)
                .tBPTTBackwardLength(length));
    }

    /** Returns two layers of two inputs and two units each: 4 weights, 2 biases, 4 weights, 2 biases. */
    public static MultiLayerNetwork twoDenseLayers() {
        DenseLayer hidden = new DenseLayer.Builder().nIn(2).nOut(2).build();
        MultiLayerNetwork network =
                new MultiLayerNetwork(base(DataType.FLOAT).list(hidden, once(2)).build());
        network.init();
        return network;
    }

    /** Returns an LSTM layer. */
    public static LSTM lstm() {
        return new LSTM.Builder().nOut(UNITS).build();
    }

    /** Returns an output layer for every step. */
    public static RnnOutputLayer eachStep() {
        return new RnnOutputLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .dataFormat(RNNFormat.NCW)
                .nOut(CLASSES)
                .build();
    }

    public static RnnOutputLayer eachStep(int inputs) {
        RnnOutputLayer layer = eachStep();
        layer.setNIn(inputs);
        return layer;
    }

    public static OutputLayer once() {
        return new OutputLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .nOut(CLASSES)
                .build();
    }

    public static OutputLayer once(int inputs) {
        OutputLayer layer = once();
        layer.setNIn(inputs);
        return layer;
    }

    /** Declared from the outputs to the inputs, so that no order of names is the topological one. */
    public static ComputationGraph twoTasks(NeuralNetConfiguration.Builder base) {
        return graph(base.graphBuilder()
                .addInputs("right", "left")
                .addLayer("first", eachStep(), "z", "a")
                .addLayer("last", eachStep(), "a")
                .addLayer("a", lstm(), "z", "left")
                .addLayer("z", lstm(), "right")
                .setOutputs("last", "first")
                .setInputTypes(InputType.recurrent(INPUTS, STEPS), InputType.recurrent(INPUTS, STEPS)));
    }

    public static ComputationGraph sharedLayer(NeuralNetConfiguration.Builder base) {
        return graph(base.graphBuilder()
                .addInputs("x", "y")
                .addVertex("both", new StackVertex(), "x", "y")
                .addLayer("shared", lstm(), "both")
                .addVertex("ofX", new UnstackVertex(0, 2), "shared")
                .addVertex("ofY", new UnstackVertex(1, 2), "shared")
                .addLayer("one", eachStep(), "ofX")
                .addLayer("two", eachStep(), "ofY")
                .setOutputs("one", "two")
                .setInputTypes(InputType.recurrent(INPUTS, STEPS), InputType.recurrent(INPUTS, STEPS)));
    }

    /** A vertex that has parameters without being a layer. */
    public static ComputationGraph attention(NeuralNetConfiguration.Builder base) {
        AttentionVertex attention = new AttentionVertex.Builder()
                .nInKeys(UNITS)
                .nInValues(UNITS)
                .nInQueries(UNITS)
                .nOut(UNITS)
                .nHeads(1)
                .headSize(UNITS)
                .projectInput(true)
                .build();
        return graph(oneInput(base)
                .addLayer("in", lstm(), "x")
                .addVertex("attention", attention, "in", "in", "in")
                .addLayer("out", eachStep(), "attention"));
    }

    public static ComputationGraph frozenGraph(NeuralNetConfiguration.Builder base) {
        return graph(oneInput(base)
                .addLayer("out", eachStep(), "top")
                .addLayer("top", lstm(), "bottom")
                .addLayer("bottom", new FrozenLayer(lstm()), "x"));
    }

    private static ComputationGraphConfiguration.GraphBuilder oneInput(NeuralNetConfiguration.Builder base) {
        return base.graphBuilder().addInputs("x").setOutputs("out").setInputTypes(InputType.recurrent(INPUTS, STEPS));
    }

    private static ComputationGraph graph(ComputationGraphConfiguration.GraphBuilder builder) {
        ComputationGraph graph = new ComputationGraph(builder.build());
        graph.init();
        return graph;
    }
}
