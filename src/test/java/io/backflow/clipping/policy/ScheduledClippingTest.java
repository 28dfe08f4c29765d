// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.NormType;
import io.backflow.clipping.threshold.Threshold;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.schedule.ScheduleType;

/** Thresholds that change as a network trains. */
class ScheduledClippingTest {

    private static final TestNetwork KIND = TestNetwork.LSTM_LAYER;

    static Stream<Threshold> thresholds() {
        return Stream.of(ScheduleType.values())
                .flatMap(by -> Stream.of(
                        new Threshold.Step(0.05, 0.5, 2, by, 0.0),
                        new Threshold.Exponential(0.05, 0.7, by, 0.0),
                        new Threshold.Cosine(0.05, 0.001, 10, by),
                        new Threshold.WarmUp(4, Threshold.of(0.02), by)));
    }

    @ParameterizedTest
    @MethodSource("thresholds")
    void theThresholdInForceIsThatOfTheIterationAndTheEpoch(Threshold threshold) {
        MultiLayerNetwork network = (MultiLayerNetwork) KIND.build(DataType.DOUBLE);
        List<ClippingRecord> clips = new ArrayList<>();
        network.setListeners(ClippingListener.builder(new GlobalNormClipping(threshold, NormType.L2))
                .clips(clips::add)
                .build());
        for (int epoch = 0; epoch < 4; epoch++) {
            for (int batch = 0; batch < 3; batch++) {
                TestNetwork.fit(network, KIND.data(DataType.DOUBLE, 4, epoch * 3L + batch));
            }
            network.incrementEpochCount();
        }
        assertThat(clips).hasSize(12);
        for (int i = 0; i < 12; i++) {
            double expected = threshold.at(i, i / 3);
            assertThat(clips.get(i).result().threshold()).isEqualTo(expected);
            assertThat(clips.get(i).globalAfter()).isLessThanOrEqualTo(expected);
        }
    }

    static Stream<ClippingConfig> scheduled() {
        Threshold falling = new Threshold.Exponential(1.0, 0.5, ScheduleType.ITERATION, 0.0);
        return Stream.of(
                new ValueClipping(falling),
                new LayerNormClipping(falling, NormType.MAX),
                new ParameterNormClipping(falling, NormType.MAX),
                new AdaptiveGradientClipping(falling, 1e-3),
                new ZClip(0.97, 2.5, 25, falling),
                new GroupClipping(List.of(new GroupClipping.Group("**", null, falling))));
    }

    @ParameterizedTest
    @MethodSource("scheduled")
    void everyThresholdMayFall(ClippingConfig config) {
        Model model = TestNetwork.TWO_NAMED_LSTM_LAYERS.build(TestNetworks.base(DataType.DOUBLE));
        double size = 0.9 / Math.sqrt((double) model.numParams()); // just below each threshold of 1, but for AGC's
        BareGradient early = BareGradient.of(model, DataType.DOUBLE, 1, i -> size * 1e-2);
        BareGradient late = early.copy();
        assertThat(early.clipBy(config.newPolicy(), 0, 0).clipped()).isFalse();
        assertThat(late.clipBy(config.newPolicy(), 30, 0).clipped()).isTrue();
    }
}
