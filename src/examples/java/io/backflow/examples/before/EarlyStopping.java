// SPDX-License-Identifier: Apache-2.0
package io.backflow.examples.before;

import java.nio.file.Path;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.termination.ScoreImprovementEpochTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
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

/** Learns the next value of waves of different frequency, and stops when validation no longer gets better. */
public final class EarlyStopping {

    private static final int STEPS = 16;

    private EarlyStopping() {}

    /** Trains, and writes the best model into the directory that is named. */
    public static void main(String[] arguments) throws Exception {
        System.out.println("validation loss " + train(Path.of(arguments[0])));
    }

    static double train(Path directory) throws Exception {
        MultiLayerNetwork network = network();
        EarlyStoppingConfiguration<MultiLayerNetwork> stopping = new EarlyStoppingConfiguration.Builder<
                        MultiLayerNetwork>()
                .scoreCalculator(new DataSetLossCalculator(waves(40, 2), true))
                .epochTerminationConditions(
                        new MaxEpochsTerminationCondition(6), new ScoreImprovementEpochTerminationCondition(2))
                .modelSaver(new InMemoryModelSaver<>())
                .build();
        EarlyStoppingTrainer trainer = new EarlyStoppingTrainer(stopping, network, waves(160, 1));
        EarlyStoppingResult<MultiLayerNetwork> result = trainer.fit();
        result.getBestModel().save(directory.resolve("best.zip").toFile());
        return result.getBestModelScore();
    }

    private static MultiLayerNetwork network() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.01))
                .list()
                .layer(new LSTM.Builder().nOut(12).activation(Activation.TANH).build())
                .layer(new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .dataFormat(RNNFormat.NCW)
                        .build())
                .setInputType(InputType.recurrent(1))
                .build());
        network.init();
        return network;
    }

    private static DataSetIterator waves(int count, long seed) {
        Random random = new Random(seed);
        INDArray values = Nd4j.zeros(count, 1, STEPS);
        INDArray next = Nd4j.zeros(count, 1, STEPS);
        for (int wave = 0; wave < count; wave++) {
            double frequency = 0.2 + random.nextDouble();
            double phase = 2 * Math.PI * random.nextDouble();
            for (int step = 0; step < STEPS; step++) {
                values.putScalar(new int[] {wave, 0, step}, Math.sin(phase + frequency * step));
                next.putScalar(new int[] {wave, 0, step}, Math.sin(phase + frequency * (step + 1)));
            }
        }
        return new ListDataSetIterator<>(new DataSet(values, next).asList(), 20);
    }
}
