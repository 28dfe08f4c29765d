// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.gru;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.recurrent.LayerReport;
import io.backflow.recurrent.RecurrentLayers;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.weightnoise.DropConnect;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class GruTest {

    private static MultiLayerConfiguration configuration(org.deeplearning4j.nn.conf.layers.Layer layer) {
        return new NeuralNetConfiguration.Builder()
                .seed(3)
                .dataType(DataType.DOUBLE)
                .updater(new Adam(0.01))
                .l2(1e-4)
                .list()
                .layer(layer)
                .layer(new RnnOutputLayer.Builder(LossFunction.MSE)
                        .nOut(2)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.recurrent(3))
                .build();
    }

    private static GRU gru() {
        return new GRU.Builder()
                .name("memory")
                .nOut(4)
                .biasInit(0.5)
                .gateActivationFunction(Activation.HARDSIGMOID)
                .constrainRecurrent(new MaxNormConstraint(2, 0))
                .build();
    }

    @Test
    void survivesJson() {
        MultiLayerConfiguration before = configuration(new Bidirectional(Bidirectional.Mode.CONCAT, gru()));
        MultiLayerConfiguration after = MultiLayerConfiguration.fromJson(before.toJson());
        assertThat(after).isEqualTo(before);
        assertThat(after.toJson()).isEqualTo(before.toJson()).contains("io.backflow.recurrent.gru.GRU");
        GRU layer = (GRU) ((Bidirectional) after.getConf(0).getLayer()).getFwd();
        assertThat(layer.getGateActivationFn()).isEqualTo(Activation.HARDSIGMOID.getActivationFunction());
        assertThat(layer).isNotEqualTo(new GRU.Builder().nOut(4).build());
    }

    @Test
    void hasTwoBiasesAGateAndStartsOnlyTheInputOnesAtBiasInit() {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration(gru()));
        network.init();
        assertThat(network.getParam("0_W").shape()).containsExactly(3, 12);
        assertThat(network.getParam("0_RW").shape()).containsExactly(4, 12);
        INDArray bias = network.getParam("0_b");
        assertThat(bias.shape()).containsExactly(24);
        assertThat(bias.get(NDArrayIndex.interval(0, 12)).toDoubleVector()).containsOnly(0.5);
        assertThat(bias.get(NDArrayIndex.interval(12, 24)).toDoubleVector()).containsOnly(0.0);
        assertThat(network.getParam("0_W").norm2Number().doubleValue()).isPositive();
        assertThat(network.numParams()).isEqualTo(3 * 4 * (3 + 4 + 2) + 4 * 2 + 2);
    }

    @Test
    void learnsIsSavedAndGoesOnTheSame(@TempDir Path folder) throws IOException {
        MultiLayerNetwork network = new MultiLayerNetwork(configuration(gru()));
        network.init();
        assertThat(RecurrentLayers.install(network)).allMatch(LayerReport::installed);
        Nd4j.getRandom().setSeed(4);
        DataSet data = new DataSet(Nd4j.randn(DataType.DOUBLE, 5, 3, 8), Nd4j.randn(DataType.DOUBLE, 5, 2, 8));
        double first = network.score(data);
        for (int i = 0; i < 50; i++) {
            network.fit(data);
        }
        assertThat(network.score(data)).isLessThan(0.8 * first);
        File file = folder.resolve("gru.zip").toFile();
        network.save(file, true);
        MultiLayerNetwork loaded = MultiLayerNetwork.load(file, true);
        network.fit(data);
        loaded.fit(data);
        assertThat(loaded.params().distance2(network.params())).isLessThan(1e-12);
        assertThat(network.getParam("0_RW").norm2(0).maxNumber().doubleValue()).isLessThanOrEqualTo(2 + 1e-9);
    }

    @Test
    void worksBelowLastTimeStep() {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .dataType(DataType.DOUBLE)
                .list()
                .layer(new LastTimeStep(gru()))
                .setInputType(InputType.recurrent(3))
                .build());
        network.init();
        INDArray output = network.output(Nd4j.ones(DataType.DOUBLE, 2, 3, 5));
        assertThat(output.shape()).containsExactly(2, 4);
    }

    @Test
    void saysWhatItDoesNotDo() {
        assertThatThrownBy(() -> new MultiLayerNetwork(configuration(new GRU.Builder()
                                .nOut(4)
                                .activation(Activation.SOFTPLUS)
                                .build()))
                        .init())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("does not have activation");
        assertThatThrownBy(() -> new MultiLayerNetwork(configuration(new GRU.Builder()
                                .nOut(4)
                                .weightNoise(new DropConnect(0.5))
                                .build()))
                        .init())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("weight noise");
    }
}
