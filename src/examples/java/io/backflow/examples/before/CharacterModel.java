// SPDX-License-Identifier: Apache-2.0
package io.backflow.examples.before;

import java.nio.file.Path;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Learns the next character of a text, on sequences of 60 characters that are trained in segments of 20. */
public final class CharacterModel {

    private static final String TEXT = "the more the gradient flows back the more there is to learn from the past; ";

    private static final String CHARACTERS = TEXT.chars()
            .distinct()
            .sorted()
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, (a, b) -> {})
            .toString();

    private static final int SEQUENCES = 16;
    private static final int LENGTH = 60;

    private CharacterModel() {}

    /** Trains, and writes the model into the directory that is named. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("loss per character " + train(Path.of(arguments[0])));
    }

    static double train(Path directory) throws Exception {
        MultiLayerNetwork network = network();
        DataSet text = text();
        for (int epoch = 0; epoch < 20; epoch++) {
            network.fit(text);
        }
        network.save(directory.resolve("characters.zip").toFile());
        return network.score(text) / LENGTH;
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.01))
                .list()
                .layer(new LSTM.Builder().nOut(32).activation(Activation.TANH).build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(CHARACTERS.length())
                        .activation(Activation.SOFTMAX)
                        .dataFormat(RNNFormat.NCW)
                        .build())
                .backpropType(BackpropType.TruncatedBPTT)
                .tBPTTLength(20)
                .setInputType(InputType.recurrent(CHARACTERS.length()))
                .build());
        network.init();
        return network;
    }

    /** Returns sequences that begin at different places of the text, which goes round. */
    private static DataSet text() {
        INDArray characters = Nd4j.zeros(SEQUENCES, CHARACTERS.length(), LENGTH);
        INDArray next = Nd4j.zeros(SEQUENCES, CHARACTERS.length(), LENGTH);
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            for (int step = 0; step < LENGTH; step++) {
                int place = 7 * sequence + step;
                characters.putScalar(new int[] {sequence, character(place), step}, 1);
                next.putScalar(new int[] {sequence, character(place + 1), step}, 1);
            }
        }
        return new DataSet(characters, next);
    }

    private static int character(int place) {
        return CHARACTERS.indexOf(TEXT.charAt(place % TEXT.length()));
    }
}
