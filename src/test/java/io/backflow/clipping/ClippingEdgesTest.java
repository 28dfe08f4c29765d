// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.clipping.policy.BareGradient;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.LayerNormClipping;
import io.backflow.clipping.policy.ParameterNormClipping;
import io.backflow.clipping.policy.ValueClipping;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import io.backflow.setting.InvalidSettingException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The smallest model, the largest numbers, and what a result says. */
class ClippingEdgesTest {

    private static final Model LSTM = TestNetwork.LSTM_LAYER.build(DataType.FLOAT);

    private static Model oneParameter() {
        OutputLayer layer = new OutputLayer.Builder(LossFunction.MSE)
                .activation(Activation.IDENTITY)
                .nIn(1)
                .nOut(1)
                .hasBias(false)
                .build();
        MultiLayerNetwork network = new MultiLayerNetwork(
                new NeuralNetConfiguration.Builder().list(layer).build());
        network.init();
        return network;
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void oneParameter(DataType type) {
        List<ClippingConfig> policies = List.of(
                new ValueClipping(0.1),
                new GlobalNormClipping(0.1),
                new LayerNormClipping(0.1),
                new ParameterNormClipping(0.1, NormType.MAX));
        for (ClippingConfig policy : policies) {
            BareGradient gradient = BareGradient.of(oneParameter(), type, 3, i -> -2.0);
            assertThat(gradient.clip(policy).clipped()).isTrue();
            assertThat(gradient.norms().global().l2()).isBetween(0.1 * (1 - 0x1p-21), 0.1);
            assertThat(gradient.elements()[0]).isNegative();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void aValueIsNotOverTheThresholdByItsLastBit(DataType type) {
        Model model = oneParameter();
        Random random = new Random(13);
        for (int i = 0; i < 500; i++) {
            double threshold = random.nextDouble();
            int miniBatchSize = 1 + random.nextInt(200);
            BareGradient gradient = BareGradient.of(model, type, miniBatchSize, element -> 2.0);
            gradient.clip(new ValueClipping(threshold));
            assertThat(gradient.norms().global().max()).isLessThanOrEqualTo(threshold);
        }
    }

    @Test
    void hugeElementsOfFloatAreClippedWithoutOverflow() {
        BareGradient gradient = BareGradient.of(LSTM, DataType.FLOAT, 1, i -> 3e38 * (i % 2 == 0 ? 1 : -1));
        gradient.clip(new GlobalNormClipping(1.0));
        double expected = 1.0 / Math.sqrt((double) gradient.sum().length());
        assertThat(gradient.elements()[0]).isBetween(expected * (1 - 0x1p-21), expected);
        assertThat(gradient.elements()[1]).isEqualTo(-gradient.elements()[0]);
    }

    @Test
    void aNormOverTheRangeOfDoubleIsClippedToo() {
        BareGradient gradient = BareGradient.of(LSTM, DataType.DOUBLE, 1, i -> 1.7e308);
        ClipResult result = gradient.clip(new GlobalNormClipping(1.0));
        assertThat(result.clipped()).isTrue();
        assertThat(gradient.norms().global().l2()).isBetween(0.99, 1.0);
    }

    @Test
    void aResultSaysWhatWasDoneToWhichBlock() {
        BareGradient gradient = BareGradient.of(LSTM, DataType.DOUBLE, 2, i -> i == 0 ? 3.0 : i == 1 ? -4.0 : 0.0);
        ClipResult result = gradient.clip(new LayerNormClipping(1.0));
        assertThat(result.reason()).isEqualTo("l2 norm > 1.0");
        assertThat(result.blocks()).hasSize(1);
        ClipResult.BlockClip layer = result.blocks().get(0);
        assertThat(layer.path()).isEqualTo("layer0");
        assertThat(layer.before()).isEqualTo(5.0);
        assertThat(layer.after()).isBetween(1 - 0x1p-21, 1.0);
        assertThat(layer.elements())
                .isEqualTo(gradient.layout().find("layer0").orElseThrow().length());
        assertThat(result.coefficient()).isEqualTo(layer.coefficient()).isBetween(0.2 * (1 - 0x1p-21), 0.2);
    }

    @Test
    void valueClippingCountsTheElementsThatItChanged() {
        BareGradient gradient = BareGradient.of(LSTM, DataType.FLOAT, 2, i -> i == 0 ? 3.0 : i == 1 ? -4.0 : 0.5);
        ClipResult result = gradient.clip(new ValueClipping(0.5));
        assertThat(result.reason()).isEqualTo("absolute value > 0.5");
        assertThat(result.blocks()).containsExactly(new ClipResult.BlockClip("layer0/W", 4.0, 0.5, 2, 0.5));
        assertThat(result.coefficient()).isEqualTo(0.125);
        assertThat(gradient.elements()[1]).isEqualTo(-0.5);
    }

    @Test
    void whatIsNoGradientIsNeitherCountedNorChanged() {
        Model model = TestNetwork.BATCH_NORMALIZATION.build(DataType.FLOAT);
        BareGradient gradient = BareGradient.of(model, DataType.FLOAT, 1, i -> 1.0);
        ClipResult result = gradient.clip(new GlobalNormClipping(1.0));
        long statistics = 2 * TestNetworks.UNITS;
        assertThat(result.blocks().get(0).elements()).isEqualTo(model.numParams() - statistics);
        assertThat(Arrays.stream(gradient.sum().data().asDouble()).filter(x -> x == 1.0))
                .hasSize((int) statistics);
    }

    @Test
    void nothingChangedSaysSo() {
        assertThat(ClipResult.UNCHANGED.clipped()).isFalse();
        assertThat(ClipResult.UNCHANGED.coefficient()).isEqualTo(1.0);
        assertThat(ClipResult.UNCHANGED.reason()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY})
    void thresholdsMustBeFiniteAndPositive(double threshold) {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> new GlobalNormClipping(threshold))
                .withMessage("maxNorm must be a finite number > 0, got " + threshold);
        assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> new LayerNormClipping(threshold));
        assertThatExceptionOfType(InvalidSettingException.class).isThrownBy(() -> new ParameterNormClipping(threshold));
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> new ValueClipping(threshold))
                .withMessage("threshold must be a finite number > 0, got " + threshold);
    }
}
