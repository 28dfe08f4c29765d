// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The gradient by the input of a first layer is taken where somebody gets it, and not in fit. */
class FirstLayerTest {

    /** Sums of a few dozen products of doubles. */
    private static final double TOLERANCE = 1e-12;

    private final INDArray features = Nd4j.rand(DataType.DOUBLE, 3, 2, 5);
    private final INDArray labels = Nd4j.zeros(DataType.DOUBLE, 3, 2, 5);

    @Test
    void whoeverAsksForTheInputsGradientGetsIt() {
        MultiLayerNetwork theirs = network(null);
        MultiLayerNetwork ours = network(null);
        ours.params().assign(theirs.params());
        RecurrentLayers.install(ours);

        INDArray expected =
                theirs.calculateGradients(features, labels, null, null).getSecond();
        INDArray actual = ours.calculateGradients(features, labels, null, null).getSecond();

        assertThat(expected.norm2Number().doubleValue()).isGreaterThan(0);
        assertThat(FiniteDifferences.relativeError(actual, expected)).isLessThan(TOLERANCE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fitTakesNone(boolean installed) {
        GradientSeen seen = new GradientSeen();
        MultiLayerNetwork network = network(seen);
        if (installed) {
            RecurrentLayers.install(network);
        }

        network.fit(features, labels);

        assertThat(seen.size() == 0).isEqualTo(installed);
    }

    @Test
    void aLayerOfWhichTheLastStepCountsIsTheFirstToo() {
        GradientSeen seen = new GradientSeen();
        MultiLayerNetwork network = lastStep(seen);
        RecurrentLayers.install(network);
        INDArray ofSequences = labels.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(0));

        network.calculateGradients(features, ofSequences, null, null);
        assertThat(seen.size()).isGreaterThan(0);

        network.fit(features, ofSequences);
        assertThat(seen.size()).isZero();
    }

    private static MultiLayerNetwork lastStep(InputPreProcessor before) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new LastTimeStep(new LSTM.Builder()
                        .nIn(2)
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build()))
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .inputPreProcessor(0, before)
                .build());
        network.init();
        return network;
    }

    private static MultiLayerNetwork network(@Nullable InputPreProcessor before) {
        NeuralNetConfiguration.ListBuilder builder = new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new LSTM.Builder()
                        .nIn(2)
                        .nOut(4)
                        .activation(Activation.TANH)
                        .build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nIn(4)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .dataFormat(RNNFormat.NCW)
                        .build());
        if (before != null) {
            builder.inputPreProcessor(0, before);
        }
        MultiLayerNetwork network = new MultiLayerNetwork(builder.build());
        network.init();
        return network;
    }
}
