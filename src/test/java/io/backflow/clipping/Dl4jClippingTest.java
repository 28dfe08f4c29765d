// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.clipping.policy.AdaGc;
import io.backflow.clipping.policy.AdaptiveGradientClipping;
import io.backflow.clipping.policy.AutoClip;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.GroupClipping;
import io.backflow.clipping.policy.LayerNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.clipping.policy.NormalizedGradient;
import io.backflow.clipping.policy.ParameterNormClipping;
import io.backflow.clipping.policy.Spam;
import io.backflow.clipping.policy.ValueClipping;
import io.backflow.clipping.policy.ZClip;
import io.backflow.gradient.Bits;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** DL4J's own five modes beside ours: the same parameters after forty iterations. */
class Dl4jClippingTest {

    private static final TestNetwork KIND = TestNetwork.TWO_NAMED_LSTM_LAYERS;
    private static final int ITERATIONS = 40;
    private static final int EXAMPLES = 8;

    /**
     * Ours shortens a norm by 2^-22 more than DL4J, so each clipped gradient differs by 2.4e-7 of itself: forty updates
     * at learning rate 0.1 of gradients up to 1 long make 9.6e-7 of that at most.
     */
    private static final double TOLERANCE = 9.6e-7;

    /** The network without clipping, trained once for all. */
    private static final class Unclipped {
        static final Model NETWORK = KIND.build(TestNetworks.base(DataType.DOUBLE));

        static {
            train(NETWORK);
        }
    }

    static Stream<Arguments> modes() {
        return Stream.of(
                Arguments.of(GradientNormalization.ClipL2PerLayer, 0.05, new LayerNormClipping(0.05)),
                Arguments.of(GradientNormalization.ClipL2PerParamType, 0.02, new ParameterNormClipping(0.02)),
                Arguments.of(GradientNormalization.ClipElementWiseAbsoluteValue, 0.01, new ValueClipping(0.01)),
                Arguments.of(
                        GradientNormalization.RenormalizeL2PerLayer,
                        1.0,
                        new NormalizedGradient(0.0, Level.LAYER, NormType.L2)),
                Arguments.of(
                        GradientNormalization.RenormalizeL2PerParamType,
                        1.0,
                        new NormalizedGradient(0.0, Level.PARAMETER, NormType.L2)));
    }

    static Stream<Arguments> modesWithThresholds() {
        return modes().filter(mode -> !(mode.get()[2] instanceof NormalizedGradient));
    }

    private static void train(Model model) {
        for (int i = 0; i < ITERATIONS; i++) {
            TestNetwork.fit(model, KIND.data(DataType.DOUBLE, EXAMPLES, i));
        }
    }

    @ParameterizedTest
    @MethodSource("modes")
    void givesTheSameParameters(GradientNormalization mode, double threshold, ClippingConfig ours) {
        Model theirs = KIND.build(TestNetworks.base(DataType.DOUBLE)
                .gradientNormalization(mode)
                .gradientNormalizationThreshold(threshold));
        Model mine = KIND.build(TestNetworks.base(DataType.DOUBLE));
        List<ClippingRecord> clips = new ArrayList<>();
        mine.setListeners(ClippingListener.builder(ours).clips(clips::add).build());
        train(theirs);
        train(mine);

        assertThat(clips.stream().filter(clip -> clip.result().clipped()).count())
                .isGreaterThan(ITERATIONS / 2);
        double difference = distance(mine, theirs);
        assertThat(difference).isLessThan(TOLERANCE);
        assertThat(distance(Unclipped.NETWORK, theirs)).as("without clipping").isGreaterThan(100 * TOLERANCE);
    }

    private static double distance(Model a, Model b) {
        INDArray difference = a.params().sub(b.params());
        return difference.amaxNumber().doubleValue();
    }

    /**
     * Where the network does not divide by the minibatch size, theirs is a threshold of the sum, and ours still of the
     * mean.
     */
    @ParameterizedTest
    @MethodSource("modesWithThresholds")
    void ofASumTheirThresholdIsTheBatchSizeTimesOurs(
            GradientNormalization mode, double threshold, ClippingConfig ours) {
        Model theirs = KIND.build(TestNetworks.base(DataType.DOUBLE)
                .updater(new Sgd(0.1 / EXAMPLES))
                .miniBatch(false)
                .gradientNormalization(mode)
                .gradientNormalizationThreshold(threshold * EXAMPLES));
        Model mine = KIND.build(TestNetworks.base(DataType.DOUBLE)
                .updater(new Sgd(0.1 / EXAMPLES))
                .miniBatch(false));
        mine.setListeners(new ClippingListener(ours));
        train(theirs);
        train(mine);
        assertThat(distance(mine, theirs)).isLessThan(TOLERANCE);
    }

    /** With a threshold that nothing reaches, training is that of a stock project to the last bit. */
    @ParameterizedTest
    @MethodSource("infinite")
    void changesNothingWhereNothingIsTooLarge(ClippingConfig ours) {
        Model stock = KIND.build(TestNetworks.base(DataType.FLOAT).updater(new Adam(0.01)));
        Model mine = KIND.build(TestNetworks.base(DataType.FLOAT).updater(new Adam(0.01)));
        mine.setListeners(new ClippingListener(ours));
        for (int i = 0; i < 10; i++) {
            TestNetwork.fit(stock, KIND.data(DataType.FLOAT, 4, i));
            TestNetwork.fit(mine, KIND.data(DataType.FLOAT, 4, i));
        }
        assertThat(Bits.of(mine.params())).isEqualTo(Bits.of(stock.params()));
    }

    static Stream<ClippingConfig> infinite() {
        double threshold = Double.MAX_VALUE;
        return Stream.of(
                new NoClipping(),
                new ValueClipping(threshold),
                new GlobalNormClipping(threshold, NormType.L1),
                new LayerNormClipping(threshold),
                new ParameterNormClipping(threshold),
                new AdaptiveGradientClipping(threshold, 1e-3),
                new ZClip(0.97, threshold, 25, null),
                new AutoClip(100),
                new AdaGc(threshold, threshold, 0.98, 3),
                new Spam(threshold, 0),
                new GroupClipping(List.of(new GroupClipping.Group("**/RW", threshold)), new ValueClipping(threshold)));
    }
}
