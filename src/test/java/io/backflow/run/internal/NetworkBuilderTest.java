// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.NonFiniteConfig;
import io.backflow.clipping.policy.GroupClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.config.CellConfig;
import io.backflow.config.WeightsConfig;
import io.backflow.config.internal.BpttConfig;
import io.backflow.config.internal.CheckpointConfig;
import io.backflow.config.internal.ClippingSettings;
import io.backflow.config.internal.EvaluationConfig;
import io.backflow.config.internal.JobConfig;
import io.backflow.config.internal.LayersConfig;
import io.backflow.config.internal.RecordingConfig;
import io.backflow.config.internal.RunSettings;
import io.backflow.config.internal.TrainingConfig;
import io.backflow.config.internal.UpdaterConfig;
import io.backflow.config.internal.cell.CellActivation;
import io.backflow.config.internal.cell.GruCell;
import io.backflow.config.internal.cell.LstmCell;
import io.backflow.config.internal.cell.SimpleRnnCell;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.text.TextConfig;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientLayout;
import io.backflow.regularizer.RegularizerConfig;
import io.backflow.setting.InvalidSettingException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

class NetworkBuilderTest {

    private static final int UNITS = 60;

    private static MultiLayerNetwork build(
            CellConfig cell, WeightsConfig weights, SequenceData.Objective objective, BpttConfig bptt, long seed) {
        JobConfig job = job(cell, weights, new ClippingSettings(new NoClipping()), bptt, seed);
        return NetworkBuilder.build(job, new Sequences(objective, 3, 1).data());
    }

    private static JobConfig job(
            CellConfig cell, WeightsConfig weights, ClippingSettings clipping, BpttConfig bptt, long seed) {
        TrainingConfig training =
                new TrainingConfig(new UpdaterConfig.Adam(0.0123, 0.9, 0.999, 1e-8), 4, 1, null, bptt);
        RunSettings settings = new RunSettings(
                null,
                weights,
                LayersConfig.BACKFLOW,
                NonFiniteConfig.DEFAULT,
                new EvaluationConfig(0, 1),
                new RecordingConfig(1),
                null,
                new CheckpointConfig(2),
                null);
        TextConfig unread = new TextConfig("unread.txt", null, 5, 0.1, 0.1);
        return new JobConfig(settings, unread, cell, clipping, new RegularizerConfig.None(), training, seed);
    }

    private static MultiLayerNetwork build(CellConfig cell, SequenceData.Objective objective) {
        return build(cell, new WeightsConfig.Xavier(), objective, new BpttConfig.Standard(), 1);
    }

    static Stream<CellConfig> cells() {
        return Stream.of(
                new SimpleRnnCell(4, 2, CellActivation.TANH),
                new LstmCell(4, 1, CellActivation.TANH, 1),
                new GruCell(4, 2, CellActivation.TANH));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void aConfigurationKnowsTheBlocksOfTheNetworkThatIsBuilt(CellConfig cell) {
        MultiLayerNetwork network = build(cell, SequenceData.Objective.CLASSIFY_SEQUENCE);
        String blocks = GradientLayout.of(network).blocks().stream()
                .map(GradientBlock::path)
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(", ", "[", "]"));
        ClippingSettings none =
                new ClippingSettings(new GroupClipping(List.of(new GroupClipping.Group("no such block", 1.0))));
        assertThatThrownBy(() -> job(cell, new WeightsConfig.Xavier(), none, new BpttConfig.Standard(), 1))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("must match one of " + blocks + " in a network");
    }

    @ParameterizedTest
    @EnumSource(SequenceData.Objective.class)
    void answersOnceOrAtEveryStep(SequenceData.Objective objective) {
        MultiLayerNetwork network = build(new LstmCell(4, 2, CellActivation.TANH, 1), objective);
        assertThat(network.getLayerNames()).hasSize(3).contains("output");
        boolean once = !objective.everyStep();
        assertThat(network.getLayer(0)).isNotInstanceOf(LastTimeStepLayer.class);
        assertThat(network.getLayer(1) instanceof LastTimeStepLayer).isEqualTo(once);
        assertThat(network.getLayer(2).conf().getLayer()).isInstanceOf(once ? OutputLayer.class : RnnOutputLayer.class);
        FeedForwardLayer output = (FeedForwardLayer) network.getLayer(2).conf().getLayer();
        assertThat(output.getActivationFn().toString())
                .isEqualTo(
                        objective == SequenceData.Objective.LABEL_STEPS
                                ? "sigmoid"
                                : objective.classifies() ? "softmax" : "identity");
        assertThat(GradientLayout.of(network).blocks())
                .extracting(GradientBlock::path)
                .contains("rnn0", "rnn1", "output");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void stacksAsManyLayersOfThatSize(int layers) {
        MultiLayerNetwork network =
                build(new SimpleRnnCell(5, layers, CellActivation.RELU), SequenceData.Objective.CLASSIFY_STEPS);
        assertThat(network.getnLayers()).isEqualTo(layers + 1);
        for (int i = 0; i < layers; i++) {
            FeedForwardLayer layer =
                    (FeedForwardLayer) network.getLayer(i).conf().getLayer();
            assertThat(layer.getNIn()).isEqualTo(i == 0 ? Sequences.CHANNELS : 5);
            assertThat(layer.getNOut()).isEqualTo(5);
            assertThat(layer.getActivationFn().toString()).isEqualTo("relu");
            assertThat(layer.getLayerName()).isEqualTo("rnn" + i);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.0, 0.0, -2.5})
    void setsTheForgetGatesBiasAndNoOther(double forgetBias) {
        MultiLayerNetwork network =
                build(new LstmCell(4, 1, CellActivation.TANH, forgetBias), SequenceData.Objective.CLASSIFY_STEPS);
        float[] biases = network.getLayer(0).getParam("b").toFloatVector();
        // DL4J's order of columns: candidate, forget, output, input.
        for (int i = 0; i < biases.length; i++) {
            assertThat(biases[i]).isEqualTo(i / 4 == 1 ? (float) forgetBias : 0f);
        }
        assertThat(network.getLayer(1).getParam("b").toFloatVector()).containsOnly(0f);
    }

    static Stream<Arguments> distributions() {
        double square = Math.sqrt(2.0 / (UNITS + UNITS));
        return Stream.of(
                Arguments.of(new WeightsConfig.Xavier(), square),
                Arguments.of(new WeightsConfig.Normal(0.2), 0.2),
                Arguments.of(new WeightsConfig.Uniform(0.3), 0.3 / Math.sqrt(3)));
    }

    @ParameterizedTest
    @MethodSource("distributions")
    void everyGateIsDrawnAsASimpleRnnsMatrix(WeightsConfig weights, double deviation) {
        MultiLayerNetwork rnn = build(
                new SimpleRnnCell(UNITS, 2, CellActivation.TANH),
                weights,
                SequenceData.Objective.CLASSIFY_STEPS,
                new BpttConfig.Standard(),
                1);
        MultiLayerNetwork lstm = build(
                new LstmCell(UNITS, 2, CellActivation.TANH, 1),
                weights,
                SequenceData.Objective.CLASSIFY_STEPS,
                new BpttConfig.Standard(),
                1);
        MultiLayerNetwork gru = build(
                new GruCell(UNITS, 2, CellActivation.TANH),
                weights,
                SequenceData.Objective.CLASSIFY_STEPS,
                new BpttConfig.Standard(),
                1);
        // The second layer, whose matrices are square. 3,600 samples have a standard error of 1.2 %: five of these.
        for (String name : new String[] {"W", "RW"}) {
            INDArray matrix = rnn.getLayer(1).getParam(name);
            assertThat(deviation(matrix, 0)).isCloseTo(deviation, within(0.06 * deviation));
            assertGates(lstm, name, 4, deviation);
            assertGates(gru, name, 3, deviation);
        }
    }

    private static void assertGates(MultiLayerNetwork network, String name, int gates, double deviation) {
        INDArray matrix = network.getLayer(1).getParam(name);
        assertThat(matrix.columns()).isEqualTo(gates * UNITS);
        for (int gate = 0; gate < gates; gate++) {
            assertThat(deviation(matrix, gate * UNITS))
                    .as("%s, gate %d", name, gate)
                    .isCloseTo(deviation, within(0.06 * deviation));
        }
    }

    /** Root mean square of a block of columns. */
    private static double deviation(INDArray matrix, int from) {
        double squares = 0;
        for (int row = 0; row < matrix.rows(); row++) {
            for (int column = from; column < from + UNITS; column++) {
                squares += Math.pow(matrix.getDouble(row, column), 2);
            }
        }
        return Math.sqrt(squares / matrix.rows() / UNITS);
    }

    @Test
    void tellsDl4jHowFarBackTheGradientFlows() {
        MultiLayerNetwork network = build(
                Tiny.LSTM,
                new WeightsConfig.Xavier(),
                SequenceData.Objective.CLASSIFY_STEPS,
                new BpttConfig.Truncated(4, 3),
                1);
        assertThat(network.getLayerWiseConfigurations().getBackpropType()).isEqualTo(BackpropType.TruncatedBPTT);
        assertThat(network.getLayerWiseConfigurations().getTbpttFwdLength()).isEqualTo(4);
        assertThat(network.getLayerWiseConfigurations().getTbpttBackLength()).isEqualTo(3);
        assertThat(build(Tiny.LSTM, SequenceData.Objective.CLASSIFY_STEPS)
                        .getLayerWiseConfigurations()
                        .getBackpropType())
                .isEqualTo(BackpropType.Standard);
    }

    @Test
    void hasTheUpdaterOfTheConfiguration() {
        MultiLayerNetwork network = build(Tiny.LSTM, SequenceData.Objective.CLASSIFY_STEPS);
        for (int i = 0; i < 2; i++) {
            FeedForwardLayer layer =
                    (FeedForwardLayer) network.getLayer(i).conf().getLayer();
            assertThat(layer.getIUpdater()).isEqualTo(new Adam(0.0123));
        }
    }

    @Test
    void theSeedDecidesTheWeightsWhateverWasDrawnBefore() {
        float[] first = parameters(7);
        parameters(8);
        assertThat(parameters(7)).containsExactly(first);
        assertThat(Arrays.equals(parameters(8), first)).isFalse();
        assertThat(IntStream.range(0, first.length).filter(i -> !Float.isFinite(first[i])))
                .isEmpty();
    }

    private static float[] parameters(long seed) {
        return build(
                        Tiny.RNN,
                        new WeightsConfig.Xavier(),
                        SequenceData.Objective.CLASSIFY_STEPS,
                        new BpttConfig.Standard(),
                        seed)
                .params()
                .toFloatVector();
    }
}
