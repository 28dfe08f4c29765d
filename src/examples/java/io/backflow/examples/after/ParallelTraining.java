// SPDX-License-Identifier: Apache-2.0
package io.backflow.examples.after;

import io.backflow.Backflow;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.record.JsonLines;
import java.nio.file.Path;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.parallelism.ParallelWrapper;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Learns the sign of a running sum in two workers, whose parameters are averaged after each update. */
public final class ParallelTraining {

    private static final int STEPS = 8;

    private ParallelTraining() {}

    /** Trains, and writes the model into the directory that is named. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("accuracy " + train(Path.of(arguments[0])));
    }

    static double train(Path directory) throws Exception {
        MultiLayerNetwork network = network();
        ParallelWrapper workers = new ParallelWrapper.Builder<>(network)
                .workers(2)
                .averagingFrequency(1)
                .build();
        try (var attached = Backflow.on(network)
                .clip(new GlobalNormClipping(1.0))
                .to(JsonLines.create(directory.resolve("clipping.jsonl")))
                .attach()) {
            workers.setListeners(network.getListeners());
            workers.fit(sums(640, 1));
        }
        workers.shutdown();
        network.save(directory.resolve("parallel.zip").toFile());
        return network.evaluate(sums(100, 2)).accuracy();
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.02))
                .list()
                .layer(new SimpleRnn.Builder()
                        .nOut(12)
                        .activation(Activation.TANH)
                        .build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(2)
                        .activation(Activation.SOFTMAX)
                        .dataFormat(RNNFormat.NCW)
                        .build())
                .setInputType(InputType.recurrent(1))
                .build());
        network.init();
        return network;
    }

    private static DataSetIterator sums(int count, long seed) {
        Random random = new Random(seed);
        INDArray numbers = Nd4j.zeros(count, 1, STEPS);
        INDArray signs = Nd4j.zeros(count, 2, STEPS);
        for (int example = 0; example < count; example++) {
            double sum = 0;
            for (int step = 0; step < STEPS; step++) {
                double number = random.nextGaussian();
                sum += number;
                numbers.putScalar(new int[] {example, 0, step}, number);
                signs.putScalar(new int[] {example, sum > 0 ? 1 : 0, step}, 1);
            }
        }
        return new ListDataSetIterator<>(new DataSet(numbers, signs).asList(), 16);
    }
}
