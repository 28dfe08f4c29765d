// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.gradient.Bits;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.GradientLayout;
import io.backflow.gradient.Poison;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** Pascanu's rule for gradients that are lost, and norms that are over a limit though their elements are finite. */
class ShrinkTest {

    private static final TestNetwork KIND = TestNetwork.LSTM_LAYER;

    private final List<ClippingRecord> clips = new ArrayList<>();

    private ClippingListener listener(ClippingConfig clipping, NonFiniteConfig nonFinite) {
        return ClippingListener.builder(clipping)
                .nonFinite(nonFinite)
                .clips(clips::add)
                .build();
    }

    private static NonFiniteConfig shrink() {
        return new NonFiniteConfig(NonFiniteConfig.Action.SHRINK, 10);
    }

    static Stream<Arguments> networks() {
        return Stream.of(
                        TestNetwork.LSTM_LAYER,
                        TestNetwork.SIMPLE_RNN,
                        TestNetwork.GRAVES_LSTM,
                        TestNetwork.LAST_TIME_STEP_OF_BIDIRECTIONAL,
                        TestNetwork.GRAVES_BIDIRECTIONAL_LSTM,
                        TestNetwork.FROZEN,
                        TestNetwork.GRAPH_OF_TWO_TASKS)
                .flatMap(kind -> Stream.of(Arguments.of(kind, true), Arguments.of(kind, false)));
    }

    /** With plain gradient descent at rate 1, W becomes W - 0.02 W for recurrent weights, and stays for all others. */
    @ParameterizedTest(name = "{0}, divides by the minibatch size: {1}")
    @MethodSource("networks")
    void shrinksTheRecurrentWeightsAndNothingElse(TestNetwork kind, boolean divides) {
        Model model = kind.build(
                TestNetworks.base(DataType.DOUBLE).updater(new Sgd(1.0)).miniBatch(divides));
        model.setListeners(
                new Poison(kind.parameters().get(0), Map.of(0, Double.NaN)),
                listener(new GlobalNormClipping(1e-6), shrink()));
        double[] before = model.params().dup().data().asDouble();
        TestNetwork.fit(model, kind.data(DataType.DOUBLE, 3, 1));
        double[] after = model.params().data().asDouble();

        boolean[] recurrent = new boolean[before.length];
        for (GradientBlock parameter : GradientLayout.of(model).blocks(Level.PARAMETER)) {
            if (parameter.name().contains("RW")) {
                long peepholes = parameter.children().stream()
                        .filter(child -> child.name().equals("peephole"))
                        .mapToLong(GradientBlock::length)
                        .sum();
                for (long i = 0; i < parameter.length() - peepholes; i++) {
                    recurrent[(int) (parameter.offset() + i)] = true;
                }
            }
        }
        for (int i = 0; i < before.length; i++) {
            // Multiplied and divided by 3, and subtracted: a few roundings of double.
            double expected = recurrent[i] ? 0.98 * before[i] : before[i];
            assertThat(after[i]).isCloseTo(expected, within(4 * 0x1p-53 * Math.abs(before[i])));
        }
        assertThat(clips.get(0).action()).isEqualTo(Action.SHRUNK);
        assertThat(clips.get(0).result()).as("the policy did not see it").isEqualTo(ClipResult.UNCHANGED);
        assertThat(clips.get(0).globalAfter()).isFinite().isPositive();
    }

    @Test
    void aNetworkWithoutRecurrentWeightsIsRefused() {
        for (TestNetwork kind : List.of(TestNetwork.BATCH_NORMALIZATION, TestNetwork.EMBEDDING)) {
            Model model = kind.build(DataType.DOUBLE);
            model.setListeners(listener(new NoClipping(), shrink()));
            INDArray before = model.params().dup();
            MultiDataSet data = kind.data(DataType.DOUBLE, 2, 1);
            assertThatIllegalStateException()
                    .isThrownBy(() -> TestNetwork.fit(model, data))
                    .withMessageContaining("nonFinite.action shrink needs a network with recurrent weights")
                    .withMessageContaining("use skip, zero or fail");
            assertThat(Bits.of(model.params())).isEqualTo(Bits.of(before));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1.0, 2.0})
    void aNormOverTheLimitCountsAsLost(double ofTheLimit) {
        // Poison sets an element of the sum of 4 examples; the mean's norm is compared.
        double value = 4 * ofTheLimit * NonFiniteConfig.SHRINK_MAX_NORM;
        Model model = KIND.build(DataType.DOUBLE);
        model.setListeners(new Poison("layer0/RW", Map.of(0, value)), listener(new NoClipping(), shrink()));
        TestNetwork.fit(model, KIND.data(DataType.DOUBLE, 4, 1));
        // At the limit itself the other elements add less to the norm than double can tell.
        assertThat(clips.get(0).action()).isEqualTo(ofTheLimit > 1 ? Action.SHRUNK : Action.UNCHANGED);
        if (ofTheLimit > 1) {
            assertThat(Objects.requireNonNull(clips.get(0).nonFinite()).toString())
                    .isEqualTo("a norm of 2.0E10 from finite elements, most of it in layer0/RW/candidate");
        }
    }

    @ParameterizedTest
    @EnumSource(NonFiniteConfig.Action.class)
    void anInfiniteNormOfFiniteElementsIsNotFinite(NonFiniteConfig.Action action) {
        Model model = KIND.build(TestNetworks.base(DataType.DOUBLE).updater(new Sgd(0.0)));
        ClippingListener listener = listener(new GlobalNormClipping(1.0), new NonFiniteConfig(action, 10));
        // Of a mean over 1 example; together they are over the largest double.
        model.setListeners(
                new Poison("layer0/RW/forget", Map.of(0, 1.7e308)),
                new Poison("layer0/RW/input", Map.of(0, 1.7e308)),
                listener);
        MultiDataSet data = KIND.data(DataType.DOUBLE, 1, 1);
        if (action == NonFiniteConfig.Action.FAIL) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> TestNetwork.fit(model, data))
                    .withMessageContaining(
                            "a norm of Infinity from finite elements, most of it in layer0/RW/forget; nonFinite.action");
        } else {
            TestNetwork.fit(model, data);
        }
        ClippingRecord clip = clips.get(0);
        assertThat(clip.action())
                .isEqualTo(
                        switch (action) {
                            case FAIL -> Action.FAILED;
                            case SKIP -> Action.SKIPPED;
                            case ZERO -> Action.ZEROED;
                            case SHRINK -> Action.SHRUNK;
                        });
        assertThat(Objects.requireNonNull(clip.nonFinite()).count()).isZero();
        assertThat(clip.globalBefore()).isEqualTo(Double.POSITIVE_INFINITY);
        if (action == NonFiniteConfig.Action.ZERO || action == NonFiniteConfig.Action.SKIP) {
            assertThat(clip.globalAfter()).isZero();
        }
    }

    @Test
    void theLimitHoldsForEveryActionThatNamesOne() {
        Model model = KIND.build(DataType.DOUBLE);
        NonFiniteConfig skipAbove1 = new NonFiniteConfig(NonFiniteConfig.Action.SKIP, 10, null, 1.0);
        model.setListeners(new Poison("layer0/RW", Map.of(0, 5.0)), listener(new NoClipping(), skipAbove1));
        INDArray before = model.params().dup();
        TestNetwork.fit(model, KIND.data(DataType.DOUBLE, 4, 1));
        assertThat(Bits.of(model.params())).isEqualTo(Bits.of(before));
        TestNetwork.fit(model, KIND.data(DataType.DOUBLE, 4, 1));
        assertThat(model.params()).isNotEqualTo(before);
        assertThat(clips).extracting(ClippingRecord::action).containsExactly(Action.SKIPPED, Action.UNCHANGED);
    }
}
