// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.Scale;
import io.backflow.gradient.Stage;
import io.backflow.gradient.StageNorms;
import io.backflow.gradient.UpdateIndex;
import io.backflow.gradient.internal.GradientMeter;
import java.util.Map;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Records to write, measured on arrays with known elements. */
final class Records {

    static final UpdateIndex INDEX = new UpdateIndex(120, 2, 20, 0);

    private Records() {}

    /** A network of 5 parameters: W, RW and b of a recurrent unit, W and b of an output unit. */
    static MultiLayerNetwork oneUnit() {
        return network(new SimpleRnn.Builder().name("rnn").nIn(1).nOut(1).build(), 1, 1);
    }

    /** One LSTM layer of 32 units for 6 inputs, and an output layer. */
    static MultiLayerNetwork lstm() {
        return network(new LSTM.Builder().name("lstm").nIn(6).nOut(32).build(), 32, 4);
    }

    /** The same with a loss at the last step. */
    static MultiLayerNetwork lastStepLstm() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .list()
                .layer(new LastTimeStep(
                        new LSTM.Builder().name("lstm").nIn(6).nOut(32).build()))
                .layer(new OutputLayer.Builder(LossFunction.MSE)
                        .activation(Activation.IDENTITY)
                        .nIn(32)
                        .nOut(4)
                        .build())
                .build());
        network.init();
        return network;
    }

    private static MultiLayerNetwork network(BaseLayer recurrent, int units, int outputs) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.01))
                .list()
                .layer(recurrent)
                .layer(new RnnOutputLayer.Builder(LossFunction.MSE)
                        .name("out")
                        .activation(Activation.IDENTITY)
                        .nIn(units)
                        .nOut(outputs)
                        .build())
                .build());
        network.init();
        return network;
    }

    static StageNorms norms(MultiLayerNetwork network, double... flat) {
        return new GradientMeter(GradientLayout.of(network))
                .measure(Nd4j.createFromArray(flat).reshape(1, flat.length));
    }

    static StageNorms randomNorms(MultiLayerNetwork network, double size, long seed) {
        Random random = new Random(seed);
        return norms(
                network,
                random.doubles(network.numParams(), -size, size)
                        .map(x -> (float) x)
                        .toArray());
    }

    static GradientRecord record(Map<Stage, StageNorms> stages, StageNorms parameters) {
        return new GradientRecord(INDEX, Scale.MEAN, new MiniBatch(32, Double.NaN), stages, parameters);
    }
}
