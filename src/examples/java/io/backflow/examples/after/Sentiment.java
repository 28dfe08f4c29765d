// SPDX-License-Identifier: Apache-2.0
package io.backflow.examples.after;

import io.backflow.Backflow;
import io.backflow.clipping.policy.GlobalNormClipping;
import java.nio.file.Path;
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

/**
 * Tells good reviews from bad ones. Reviews have 4 to 12 words, one of which is an opinion; masks cover what is behind
 * the last word, and all labels but the one at the last word.
 */
public final class Sentiment {

    private static final int GOOD_WORDS = 5;
    private static final int WORDS = 20;
    private static final int LONGEST = 12;

    private Sentiment() {}

    /** Trains, and writes the model into the directory that is named. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("accuracy " + train(Path.of(arguments[0])));
    }

    static double train(Path directory) throws Exception {
        MultiLayerNetwork network = network();
        try (var attached =
                Backflow.on(network).install().clip(new GlobalNormClipping(1.0)).attach()) {
            network.fit(reviews(400, 1), 4);
        }
        network.save(directory.resolve("sentiment.zip").toFile());
        return network.evaluate(reviews(200, 2)).accuracy();
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.02))
                .list()
                .layer(new LSTM.Builder().nOut(16).activation(Activation.TANH).build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .dataFormat(RNNFormat.NCW)
                        .build())
                .setInputType(InputType.recurrent(WORDS))
                .build());
        network.init();
        return network;
    }

    private static DataSetIterator reviews(int count, long seed) {
        Random random = new Random(seed);
        INDArray words = Nd4j.zeros(count, WORDS, LONGEST);
        INDArray labels = Nd4j.zeros(count, 2, LONGEST);
        INDArray wordMask = Nd4j.zeros(count, LONGEST);
        INDArray labelMask = Nd4j.zeros(count, LONGEST);
        for (int review = 0; review < count; review++) {
            int length = 4 + random.nextInt(LONGEST - 3);
            int good = random.nextInt(2);
            int opinion = random.nextInt(length);
            for (int step = 0; step < length; step++) {
                int first = step == opinion ? (1 - good) * GOOD_WORDS : 2 * GOOD_WORDS;
                int choice = step == opinion ? GOOD_WORDS : WORDS - 2 * GOOD_WORDS;
                words.putScalar(new int[] {review, first + random.nextInt(choice), step}, 1);
                wordMask.putScalar(review, step, 1);
            }
            labels.putScalar(new int[] {review, good, length - 1}, 1);
            labelMask.putScalar(review, length - 1, 1);
        }
        return new ListDataSetIterator<>(new DataSet(words, labels, wordMask, labelMask).asList(), 20);
    }
}
