// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.recurrent.internal.vector.VectorModule;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A network trains to the same bits in one thread and in several. */
@EnabledIf("hasModule")
class NetworkThreadsTest {

    private static final int BATCH = 23;
    private static final int INPUTS = 10;
    private static final int STEPS = 100;
    /** So many that the output layer is worth three threads. */
    private static final int OUTPUTS = 45;

    static boolean hasModule() {
        return VectorModule.products().isPresent();
    }

    @ParameterizedTest
    @CsvSource({"SOFTMAX, MCXENT, false", "SOFTMAX, MCXENT, true", "SIGMOID, XENT, true", "IDENTITY, MSE, false"})
    void bitsAreTheSame(Activation activation, LossFunction loss, boolean masked) {
        List<float[]> one = train(activation, loss, masked, 1);
        for (int threads = 2; threads <= 3; threads++) {
            List<float[]> several = train(activation, loss, masked, threads);
            for (int i = 0; i < one.size(); i++) {
                assertThat(several.get(i))
                        .as("array %d, %d threads", i, threads)
                        .isEqualTo(one.get(i));
            }
        }
    }

    private static List<float[]> train(Activation activation, LossFunction loss, boolean masked, int threads) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(7)
                .updater(new Adam(0.01))
                .list()
                .layer(new LSTM.Builder().nOut(64).activation(Activation.TANH).build())
                .layer(new RnnOutputLayer.Builder(loss)
                        .nOut(OUTPUTS)
                        .activation(activation)
                        .build())
                .setInputType(InputType.recurrent(INPUTS))
                .build());
        network.init();
        RecurrentLayers.install(network);
        assertThat(RecurrentLayers.useThreads(network, threads)).isEqualTo(1);
        DataSet batch = batch(masked);
        List<float[]> seen = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            network.fit(batch);
            seen.add(new float[] {(float) network.score()});
            seen.add(network.getGradientsViewArray().dup().toFloatVector());
        }
        seen.add(network.params().dup().toFloatVector());
        seen.add(network.scoreExamples(batch, false).toFloatVector());
        return seen;
    }

    private static DataSet batch(boolean masked) {
        Nd4j.getRandom().setSeed(11);
        INDArray labels = Nd4j.zeros(BATCH, OUTPUTS, STEPS);
        for (int b = 0; b < BATCH; b++) {
            for (int t = 0; t < STEPS; t++) {
                labels.putScalar(b, (b + t) % OUTPUTS, t, 1);
            }
        }
        // In the order 'f', of which a thread reads some of the rows.
        INDArray features = Nd4j.randn(BATCH, INPUTS, STEPS).dup('f');
        INDArray mask = null;
        if (masked) {
            mask = Nd4j.ones(BATCH, STEPS);
            for (int b = 0; b < BATCH; b++) {
                for (int t = STEPS - b; t < STEPS; t++) {
                    mask.putScalar(b, t, 0);
                }
            }
        }
        return new DataSet(features, labels.dup('f'), mask, mask);
    }
}
