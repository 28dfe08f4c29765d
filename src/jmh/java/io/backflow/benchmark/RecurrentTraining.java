package io.backflow.benchmark;

import java.util.Random;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The network and the minibatch that all benchmarks share: one layer of 128 LSTM units, 64 inputs, 64 classes at each of
 * 100 time steps, 32 sequences, Adam.
 *
 * <p>A variant of it (listeners, installed layers) is made by changing {@link #network} before the first iteration.
 */
final class RecurrentTraining {

    private static final long SEED = 42;
    private static final int UNITS = 128;
    private static final int MINI_BATCH = 32;
    private static final int TIME = 100;
    private static final int INPUTS = 64;
    private static final int CLASSES = 64;

    final MultiLayerNetwork network;
    private final DataSet batch;

    RecurrentTraining() {
        Nd4j.getRandom().setSeed(SEED);
        network = new MultiLayerNetwork(configuration());
        network.init();
        // In the order 'f', as DL4J's own iterators make sequences.
        batch = new DataSet(
                Nd4j.rand(DataType.FLOAT, MINI_BATCH, INPUTS, TIME).dup('f'),
                oneHot(MINI_BATCH, CLASSES, TIME).dup('f'));
    }

    /** Runs one iteration: forward, backward, update. */
    double iterate() {
        network.fit(batch);
        return network.score();
    }

    private static MultiLayerConfiguration configuration() {
        return new NeuralNetConfiguration.Builder()
                .seed(SEED)
                .dataType(DataType.FLOAT)
                .weightInit(WeightInit.XAVIER)
                .updater(new Adam(1e-3))
                .list(
                        new LSTM.Builder()
                                .nIn(INPUTS)
                                .nOut(UNITS)
                                .activation(Activation.TANH)
                                .build(),
                        new RnnOutputLayer.Builder(LossFunction.MCXENT)
                                .nIn(UNITS)
                                .nOut(CLASSES)
                                .activation(Activation.SOFTMAX)
                                .build())
                .build();
    }

    /** Returns labels [miniBatch, classes, time], the class drawn for each sequence and step. */
    private static INDArray oneHot(int miniBatch, int classes, int time) {
        INDArray labels = Nd4j.zeros(DataType.FLOAT, miniBatch, classes, time);
        Random random = new Random(SEED);
        for (int sequence = 0; sequence < miniBatch; sequence++) {
            for (int step = 0; step < time; step++) {
                labels.putScalar(sequence, random.nextInt(classes), step, 1.0);
            }
        }
        return labels;
    }
}
