// SPDX-License-Identifier: Apache-2.0
package io.backflow.examples;

import java.util.Random;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What some of the examples train on: which of two symbols came first, among others that mean nothing. */
final class Orders {

    static final int SYMBOLS = 4;

    private static final int STEPS = 12;

    private Orders() {}

    static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.02))
                .list()
                .layer(new LSTM.Builder().nOut(16).activation(Activation.TANH).build())
                .layer(output().build())
                .setInputType(InputType.recurrent(SYMBOLS))
                .build());
        network.init();
        return network;
    }

    static RnnOutputLayer.Builder output() {
        return new RnnOutputLayer.Builder(LossFunction.MCXENT)
                .nOut(2)
                .activation(Activation.SOFTMAX)
                .dataFormat(RNNFormat.NCW);
    }

    /** Makes sequences; the label is at the last step, and is reversed if the second symbol is asked for. */
    static DataSetIterator sequences(int count, long seed, boolean second) {
        Random random = new Random(seed);
        INDArray symbols = Nd4j.zeros(count, SYMBOLS, STEPS);
        INDArray labels = Nd4j.zeros(count, 2, STEPS);
        INDArray labelMask = Nd4j.zeros(count, STEPS);
        for (int sequence = 0; sequence < count; sequence++) {
            int first = random.nextInt(STEPS / 2);
            int last = STEPS / 2 + random.nextInt(STEPS / 2);
            int symbol = random.nextInt(2);
            for (int step = 0; step < STEPS; step++) {
                int filler = 2 + random.nextInt(2);
                int here = step == first ? symbol : step == last ? 1 - symbol : filler;
                symbols.putScalar(new int[] {sequence, here, step}, 1);
            }
            labels.putScalar(new int[] {sequence, second ? 1 - symbol : symbol, STEPS - 1}, 1);
            labelMask.putScalar(sequence, STEPS - 1, 1);
        }
        return new ListDataSetIterator<>(new DataSet(symbols, labels, null, labelMask).asList(), 20);
    }
}
