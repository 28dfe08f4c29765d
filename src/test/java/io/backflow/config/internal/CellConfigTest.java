// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.config.CellConfig;
import io.backflow.config.RecurrentWeightsConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.yaml.internal.ConfigWriter;
import java.util.regex.Pattern;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

class CellConfigTest {

    private static final int INPUTS = 30;
    private static final int UNITS = 90;

    /** Five standard errors of the deviation of 30 x 90 normal samples: 5 / sqrt(2 * 2700). */
    private static final double RELATIVE_ERROR = 0.07;

    @ParameterizedTest
    @CsvSource({"simple-rnn, 1", "lstm, 4"})
    void drawsEachGateForItsTrueFans(String type, int gates) {
        MultiLayerNetwork network = network(cell("{type: " + type + ", units: 90}"), new WeightsConfig.Xavier());
        double inputDeviation = Math.sqrt(2.0 / (INPUTS + UNITS));
        double recurrentDeviation = Math.sqrt(2.0 / (UNITS + UNITS));
        for (int gate = 0; gate < gates; gate++) {
            assertThat(deviation(gate(network.getParam("0_W"), gate)))
                    .isCloseTo(inputDeviation, within(RELATIVE_ERROR * inputDeviation));
            assertThat(deviation(gate(network.getParam("0_RW"), gate)))
                    .isCloseTo(recurrentDeviation, within(RELATIVE_ERROR * recurrentDeviation));
        }
    }

    @Test
    void drawsUniformAndNormalWeightsWhateverTheSize() {
        INDArray uniform = network(cell("{type: lstm, units: 90}"), new WeightsConfig.Uniform(0.1))
                .getParam("0_RW");
        assertThat(uniform.amaxNumber().doubleValue()).isBetween(0.099, 0.1);
        assertThat(deviation(uniform)).isCloseTo(0.1 / Math.sqrt(3), within(RELATIVE_ERROR * 0.1));
        INDArray normal = network(cell("{type: lstm, units: 90}"), new WeightsConfig.Normal(0.1))
                .getParam("0_W");
        assertThat(deviation(normal)).isCloseTo(0.1, within(RELATIVE_ERROR * 0.1));
    }

    @Test
    void startsWithBiasesOfZeroButForTheForgetGate() {
        INDArray lstm = network(cell("{type: lstm, units: 90, forgetBias: 2}"), new WeightsConfig.Xavier())
                .getParam("0_b");
        for (int gate = 0; gate < 4; gate++) {
            // Columns of DL4J: candidate, forget, output, input.
            double expected = gate == 1 ? 2.0 : 0.0;
            assertThat(gate(lstm, gate).ravel().toDoubleVector()).containsOnly(expected);
        }
        INDArray plain = network(cell("{type: simple-rnn, units: 90}"), new WeightsConfig.Xavier())
                .getParam("0_b");
        assertThat(plain.ravel().toDoubleVector()).containsOnly(0.0);
    }

    @Test
    void namesEveryInitialisation() {
        assertThat(recurrentWeights("orthogonal")).isEqualTo(new RecurrentWeightsConfig.Orthogonal(1));
        assertThat(recurrentWeights("{type: orthogonal, gain: 1.2}"))
                .isEqualTo(new RecurrentWeightsConfig.Orthogonal(1.2));
        assertThat(recurrentWeights("identity")).isEqualTo(new RecurrentWeightsConfig.Identity(1));
        assertThat(recurrentWeights("{type: spectral-radius, radius: 1.1}"))
                .isEqualTo(new RecurrentWeightsConfig.SpectralRadius(1.1));
        assertThat(recurrentWeights("{type: sparse, spectralRadius: 0.95}"))
                .isEqualTo(new RecurrentWeightsConfig.Sparse(15, 0.01, 0.95));
        assertThat(recurrentWeights("sparse")).isEqualTo(new RecurrentWeightsConfig.Sparse(15, 0.01, null));
        assertThat(recurrentWeights("{type: normal, deviation: 0.1}")).isEqualTo(new WeightsConfig.Normal(0.1));
        assertThat(recurrentWeights("xavier")).isEqualTo(new WeightsConfig.Xavier());
    }

    private static @Nullable RecurrentWeightsConfig recurrentWeights(String yaml) {
        return cell("{type: gru, recurrentWeights: " + yaml + "}").recurrentWeights();
    }

    @Test
    void keepsMatricesThatAreMadeAsAWholeForRecurrentWeights() {
        assertThat(Yaml.problems(
                        JobConfig.class,
                        "task: languages\ntraining: {epochs: 1}\ncell: {type: lstm, inputWeights: orthogonal}"))
                .containsExactly("3:34 cell.inputWeights must be one of [uniform, normal, xavier], got 'orthogonal'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type: gru, recurrentWeights: {type: orthogonal, gain: 0} | cell.recurrentWeights.gain must be a finite number > 0, got 0.0",
                "type: gru, recurrentWeights: {type: sparse, spectralRadius: -1} | cell.recurrentWeights.spectralRadius must be a finite number > 0, got -1.0",
                "type: lstm, units: 9, recurrentWeights: sparse | cell.recurrentWeights.nonZeros must be at most the units, 9, got 15",
                "type: lstm, forgetBias: 1, chrono: 50 | cell.forgetBias must not be given beside chrono, which draws it, got 1.0",
                "type: lstm, chrono: 2 | cell.chrono must be between 3 and 1000000, got 2",
                "type: gru, chrono: 20 | unknown key 'chrono'; the keys here are [type, name, units, layers, activation, inputWeights, recurrentWeights]",
                "type: gru, name: a/b | cell.name must be a lower-case letter or digit, then up to 99 of these, dots, hyphens and underscores, and nothing else, got 'a/b'",
            })
    void refusesWhatCannotBeDrawn(String cell, String problem) {
        assertThat(Yaml.problems(JobConfig.class, "task: languages\ntraining: {epochs: 1}\ncell: {" + cell + "}"))
                .singleElement(InstanceOfAssertFactories.STRING)
                .matches("3:[0-9]+ " + Pattern.quote(problem));
    }

    @Test
    void writesTheBiasThatItTakesWhereNoneIsGiven() {
        assertThat(ConfigWriter.write((Record) cell("lstm")))
                .contains("forgetBias: 1.0")
                .doesNotContain("chrono");
        assertThat(ConfigWriter.write((Record) cell("{type: lstm, chrono: 50}")))
                .contains("chrono: 50")
                .doesNotContain("forgetBias");
    }

    @ParameterizedTest
    @CsvSource({
        "tanh, TANH",
        "relu, RELU",
        "sigmoid, SIGMOID",
        "identity, IDENTITY",
        "hard-tanh, HARDTANH",
    })
    void passesTheActivationOnAndKeepsSigmoidGates(String name, Activation expected) {
        LSTM lstm = (LSTM) cell("{type: lstm, activation: " + name + "}").layer(2, new WeightsConfig.Xavier());
        assertThat(lstm.getActivationFn()).isEqualTo(expected.getActivationFunction());
        assertThat(lstm.getGateActivationFn()).isEqualTo(new ActivationSigmoid());
        assertThat(cell("{type: simple-rnn, activation: " + name + "}")
                        .layer(2, new WeightsConfig.Xavier())
                        .getActivationFn())
                .isEqualTo(expected.getActivationFunction());
    }

    private static CellConfig cell(String yaml) {
        return Yaml.bind(JobConfig.class, "task: languages\ntraining: {epochs: 1}\ncell: " + yaml)
                .cell();
    }

    private static MultiLayerNetwork network(CellConfig cell, WeightsConfig weights) {
        MultiLayerNetwork network = new MultiLayerNetwork(new NeuralNetConfiguration.Builder()
                .seed(7)
                .list()
                .layer(cell.layer(INPUTS, weights))
                .layer(new RnnOutputLayer.Builder()
                        .nIn(cell.units())
                        .nOut(2)
                        .dataFormat(RNNFormat.NCW)
                        .activation(Activation.SOFTMAX)
                        .build())
                .build());
        network.init();
        return network;
    }

    private static INDArray gate(INDArray parameter, int gate) {
        return parameter.get(NDArrayIndex.all(), NDArrayIndex.interval((long) gate * UNITS, (gate + 1L) * UNITS));
    }

    private static double deviation(INDArray values) {
        return values.stdNumber().doubleValue();
    }
}
