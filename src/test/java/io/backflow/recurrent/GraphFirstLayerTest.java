// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** In a graph the gradient by an input is taken where somebody gets it, and not in fit. */
class GraphFirstLayerTest {

    /** Sums of a few dozen products of doubles. */
    private static final double TOLERANCE = 1e-12;

    private final INDArray features = Nd4j.rand(DataType.DOUBLE, 3, 2, 5);
    private final INDArray labels = Nd4j.rand(DataType.DOUBLE, 3, 2, 5);

    /** The input feeds two layers, of which the second reads what the first made as well. */
    @Test
    void fitTakesTheGradientOfNoInputButThoseOfHiddenLayers() {
        ComputationGraph ours = graph(true, null);
        ComputationGraph theirs = graph(true, null);
        theirs.params().assign(ours.params());
        RecurrentLayers.install(ours);
        for (int i = 0; i < 3; i++) {
            ours.fit(new DataSet(features, labels));
            theirs.fit(new DataSet(features, labels));
        }
        assertThat(FiniteDifferences.relativeError(ours.params(), theirs.params()))
                .isLessThan(TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fitLeavesTheInputsGradientOut(boolean installed) {
        GradientSeen seen = new GradientSeen();
        ComputationGraph graph = graph(false, seen);
        if (installed) {
            RecurrentLayers.install(graph);
        }
        graph.fit(new DataSet(features, labels));
        assertThat(seen.size() == 0).isEqualTo(installed);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aLayerThatReadsAHiddenOneTakesIt(boolean installed) {
        GradientSeen seen = new GradientSeen();
        ComputationGraph graph = graph(true, seen);
        if (installed) {
            RecurrentLayers.install(graph);
        }
        graph.fit(new DataSet(features, labels));
        assertThat(seen.size()).isPositive();
    }

    @Test
    void whoeverHasErrorsOfHisOwnGetsIt() {
        GradientSeen seen = new GradientSeen();
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("in")
                .addLayer("first", lstm(2), seen, "in")
                .setOutputs("first")
                .build());
        graph.init();
        RecurrentLayers.install(graph);
        graph.feedForward(new INDArray[] {features}, true, false);
        graph.backpropGradient(Nd4j.ones(DataType.DOUBLE, 3, 4, 5));
        assertThat(seen.size()).isPositive();
    }

    /** The last layer on the input sees its gradient; with two of them that is one that reads a hidden layer too. */
    private static ComputationGraph graph(boolean twice, @Nullable InputPreProcessor before) {
        var builder = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .seed(3)
                .updater(new Sgd(0.1))
                .graphBuilder()
                .addInputs("in")
                .addLayer("first", lstm(2), twice ? null : before, "in");
        String[] top = {"first"};
        if (twice) {
            builder.addLayer("beside", lstm(2), "in").addLayer("second", lstm(6), before, "in", "first");
            top = new String[] {"beside", "second"};
        }
        ComputationGraph graph = new ComputationGraph(builder.addLayer(
                        "out",
                        new RnnOutputLayer.Builder(LossFunction.MSE)
                                .nIn(4 * top.length)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .dataFormat(RNNFormat.NCW)
                                .build(),
                        top)
                .setOutputs("out")
                .build());
        graph.init();
        return graph;
    }

    private static LSTM lstm(int inputs) {
        return new LSTM.Builder()
                .nIn(inputs)
                .nOut(4)
                .activation(Activation.TANH)
                .build();
    }
}
