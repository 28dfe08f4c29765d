// SPDX-License-Identifier: Apache-2.0
package io.backflow.examples.after;

import io.backflow.Backflow;
import io.backflow.flow.LagProfiles;
import io.backflow.record.JsonLines;
import java.nio.file.Path;
import java.util.Random;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.graph.rnn.DuplicateToTimeSeriesVertex;
import org.deeplearning4j.nn.conf.graph.rnn.LastTimeStepVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Learns to spell words of 2 to 4 letters backwards. The encoder's state after the last letter is repeated for the
 * decoder, which sees the letter that it should have written before.
 */
public final class SequenceToSequence {

    private static final int LETTERS = 5;
    private static final int LONGEST = 4;

    private SequenceToSequence() {}

    /** Trains, and writes the model into the directory that is named. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("accuracy " + train(Path.of(arguments[0])));
    }

    static double train(Path directory) throws Exception {
        ComputationGraph network = network();
        MultiDataSet words = words(64, 1);
        try (var attached = Backflow.on(network)
                .install()
                .measure(LagProfiles.every(10))
                .to(JsonLines.create(directory.resolve("flow.jsonl")))
                .attach()) {
            for (int update = 0; update < 60; update++) {
                network.fit(words);
            }
        }
        network.save(directory.resolve("backwards.zip").toFile());
        return accuracy(network, words);
    }

    private static ComputationGraph network() {
        ComputationGraph network = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.02))
                .activation(Activation.TANH)
                .graphBuilder()
                .addInputs("word", "written")
                .addLayer("encoder", new LSTM.Builder().nOut(32).build(), "word")
                .addVertex("last", new LastTimeStepVertex("word"), "encoder")
                .addVertex("repeated", new DuplicateToTimeSeriesVertex("written"), "last")
                .addLayer("decoder", new LSTM.Builder().nOut(32).build(), "written", "repeated")
                .addLayer("letter", output(), "decoder")
                .setOutputs("letter")
                .setInputTypes(InputType.recurrent(LETTERS), InputType.recurrent(LETTERS + 1))
                .build());
        network.init();
        return network;
    }

    private static RnnOutputLayer output() {
        return new RnnOutputLayer.Builder(LossFunction.MCXENT)
                .nOut(LETTERS)
                .activation(Activation.SOFTMAX)
                .dataFormat(RNNFormat.NCW)
                .build();
    }

    /** Makes words; what is written begins with a sign of its own. */
    private static MultiDataSet words(int count, long seed) {
        Random random = new Random(seed);
        INDArray words = Nd4j.zeros(count, LETTERS, LONGEST);
        INDArray written = Nd4j.zeros(count, LETTERS + 1, LONGEST);
        INDArray backwards = Nd4j.zeros(count, LETTERS, LONGEST);
        INDArray mask = Nd4j.zeros(count, LONGEST);
        for (int word = 0; word < count; word++) {
            int[] letters =
                    random.ints(2 + random.nextInt(LONGEST - 1), 0, LETTERS).toArray();
            int before = LETTERS;
            for (int step = 0; step < letters.length; step++) {
                int next = letters[letters.length - 1 - step];
                words.putScalar(new int[] {word, letters[step], step}, 1);
                written.putScalar(new int[] {word, before, step}, 1);
                backwards.putScalar(new int[] {word, next, step}, 1);
                mask.putScalar(word, step, 1);
                before = next;
            }
        }
        return new MultiDataSet(
                new INDArray[] {words, written},
                new INDArray[] {backwards},
                new INDArray[] {mask, mask.dup()},
                new INDArray[] {mask.dup()});
    }

    private static double accuracy(ComputationGraph network, MultiDataSet words) {
        INDArray[] output =
                network.output(false, words.getFeatures(), words.getFeaturesMaskArrays(), words.getLabelsMaskArrays());
        Evaluation evaluation = new Evaluation();
        evaluation.evalTimeSeries(words.getLabels(0), output[0], words.getLabelsMaskArray(0));
        return evaluation.accuracy();
    }
}
