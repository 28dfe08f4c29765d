// SPDX-License-Identifier: Apache-2.0
package io.backflow.benchmark;

import io.backflow.recurrent.gru.GRU;
import java.util.Random;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The network and the minibatch that the benchmarks of whole iterations share: recurrent layers, a class at each time
 * step, Adam. A variant of it (listeners, installed layers) is made by changing {@link #network} before the first
 * iteration.
 */
final class RecurrentTraining {

    private static final long SEED = 42;
    private static final String ONE_HOT = "one-hot:";

    final MultiLayerNetwork network;
    private final DataSet batch;

    /**
     * Makes the work that is named so: cell, minibatch, inputs, units, time steps, classes; {@code lstm*2} is two
     * layers, {@code one-hot:64} are inputs of which one is 1 and the others are 0.
     */
    RecurrentTraining(String work) {
        this(work, GradientNormalization.None, 1.0);
    }

    /** Makes the work with DL4J's own clipping. */
    RecurrentTraining(String work, GradientNormalization foreign, double threshold) {
        String[] parts = work.split(" ", -1);
        int[] sizes = new int[parts.length];
        for (int i = 1; i < parts.length; i++) {
            sizes[i] = Integer.parseInt(parts[i].replace(ONE_HOT, ""));
        }
        Nd4j.getRandom().setSeed(SEED);
        network = network(parts[0], sizes[2], sizes[3], sizes[5], foreign, threshold);
        // In the order 'f', as DL4J's own iterators make sequences.
        INDArray inputs = parts[2].startsWith(ONE_HOT)
                ? oneHot(sizes[1], sizes[2], sizes[4])
                : Nd4j.randn(DataType.FLOAT, sizes[1], sizes[2], sizes[4]);
        batch = new DataSet(
                inputs.dup('f'), oneHot(sizes[1], sizes[5], sizes[4]).dup('f'));
    }

    /** Runs one iteration: forward, backward, update. */
    double iterate() {
        network.fit(batch);
        return network.score();
    }

    private static MultiLayerNetwork network(
            String cells, int inputs, int units, int classes, GradientNormalization foreign, double threshold) {
        String[] cellAndLayers = cells.split("\\*", -1);
        NeuralNetConfiguration.ListBuilder builder = new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .dataType(DataType.FLOAT)
                .updater(new Adam(1e-3))
                .gradientNormalization(foreign)
                .gradientNormalizationThreshold(threshold)
                .list();
        int layers = cellAndLayers.length == 1 ? 1 : Integer.parseInt(cellAndLayers[1]);
        for (int i = 0; i < layers; i++) {
            builder.layer(recurrent(cellAndLayers[0], units));
        }
        MultiLayerNetwork network = new MultiLayerNetwork(builder.layer(new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(classes)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.recurrent(inputs, RNNFormat.NCW))
                .build());
        network.init();
        return network;
    }

    private static Layer recurrent(String cell, int units) {
        return switch (cell) {
            case "lstm" ->
                new LSTM.Builder().nOut(units).activation(Activation.TANH).build();
            case "rnn" ->
                new SimpleRnn.Builder().nOut(units).activation(Activation.TANH).build();
            case "gru" -> new GRU.Builder().nOut(units).build();
            default -> throw new IllegalArgumentException("The cell must be lstm, rnn or gru, got " + cell);
        };
    }

    /** Returns an array [miniBatch, classes, time], the class drawn for each sequence and step. */
    private static INDArray oneHot(int miniBatch, int classes, int time) {
        INDArray drawn = Nd4j.zeros(DataType.FLOAT, miniBatch, classes, time);
        Random random = new Random(SEED);
        for (int sequence = 0; sequence < miniBatch; sequence++) {
            for (int step = 0; step < time; step++) {
                drawn.putScalar(sequence, random.nextInt(classes), step, 1.0);
            }
        }
        return drawn;
    }
}
