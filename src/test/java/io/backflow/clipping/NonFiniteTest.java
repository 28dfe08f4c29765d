// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.NonFiniteFinding;
import io.backflow.gradient.Poison;
import io.backflow.gradient.Snapshots;
import io.backflow.gradient.Stage;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import io.backflow.gradient.UpdateIndex;
import io.backflow.setting.InvalidSettingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;

/** Gradients with NaN and infinite elements: failed, skipped, or zeroed. */
class NonFiniteTest {

    private static final TestNetwork KIND = TestNetwork.LSTM_LAYER;

    private final List<GradientRecord> gradients = new ArrayList<>();
    private final List<ClippingRecord> clips = new ArrayList<>();

    private ClippingListener listener(NonFiniteConfig.Action action, int maxConsecutive) {
        return ClippingListener.builder(new GlobalNormClipping(1.0))
                .nonFinite(new NonFiniteConfig(action, maxConsecutive))
                .schedule(update -> false)
                .gradients(gradients::add)
                .clips(clips::add)
                .build();
    }

    private static void train(Model model, TestNetwork kind, long... seeds) {
        for (long seed : seeds) {
            TestNetwork.fit(model, kind.data(DataType.DOUBLE, 4, seed));
        }
    }

    private static NonFiniteFinding nan(String parameter, String gate) {
        return new NonFiniteFinding(1, Double.NaN, "layer0", parameter, gate, List.of());
    }

    private static double[] parameters(Model model) {
        return model.params().data().asDouble();
    }

    private static double[] updaterState(Model model) {
        INDArray state = model instanceof MultiLayerNetwork network
                ? network.getUpdater().getStateViewArray()
                : ((ComputationGraph) model).getUpdater().getStateViewArray();
        return state == null ? new double[0] : state.dup().data().asDouble();
    }

    @Test
    void failsBeforeAnythingChangesAndNamesTheGate() {
        Model model = KIND.build(TestNetworks.base(DataType.DOUBLE).updater(new Adam(0.1)));
        Poison poison = new Poison("layer0/RW/input", Map.of(1, Double.NaN));
        model.setListeners(poison, listener(NonFiniteConfig.Action.FAIL, 10));
        train(model, KIND, 0);
        double[] before = parameters(model);
        double[] state = updaterState(model);

        assertThatExceptionOfType(NonFiniteGradientException.class)
                .isThrownBy(() -> train(model, KIND, 1))
                .withMessage("The gradient of update 1 (epoch 0, batch 1, segment 0) is not finite:"
                        + " 1 non-finite element, the first in layer0/RW/input; nonFinite.action is fail")
                .satisfies(failure -> {
                    assertThat(failure.index()).isEqualTo(new UpdateIndex(1, 0, 1, 0));
                    assertThat(failure.finding()).isEqualTo(nan("RW", "input"));
                });
        assertThat(parameters(model)).isEqualTo(before);
        assertThat(updaterState(model)).isEqualTo(state);
        assertThat(clips).extracting(ClippingRecord::action).containsExactly(Action.UNCHANGED, Action.FAILED);
        GradientRecord refused = gradients.get(1);
        assertThat(refused.stages()).containsOnlyKeys(Stage.RAW, Stage.CLIPPED);
        assertThat(refused.nonFinite()).contains(nan("RW", "input"));

        train(model, KIND, 2); // whoever catches it may go on
        assertThat(parameters(model)).isNotEqualTo(before);
    }

    @Test
    void failsByDefault() {
        Model model = KIND.build(DataType.DOUBLE);
        model.setListeners(
                new Poison("layer1/b", Map.of(0, Double.POSITIVE_INFINITY)), new ClippingListener(new NoClipping()));
        assertThatThrownBy(() -> train(model, KIND, 0))
                .isInstanceOf(NonFiniteGradientException.class)
                .hasMessageContaining("update 0")
                .hasMessageContaining("layer1/b");
    }

    static Stream<Arguments> updaters() {
        List<IUpdater> updaters =
                List.of(new Sgd(0.1), new Adam(0.1), new Nesterovs(0.1, 0.9), new RmsProp(0.1), new AdaGrad(0.1));
        return updaters.stream()
                .flatMap(updater -> Stream.of(KIND, TestNetwork.GRAPH_OF_TWO_TASKS, TestNetwork.BATCH_NORMALIZATION)
                        .flatMap(kind -> Stream.of(0, 2)
                                .map(poisoned ->
                                        Arguments.of(updater.getClass().getSimpleName(), updater, kind, poisoned))));
    }

    private static NeuralNetConfiguration.Builder regularised(IUpdater updater) {
        return TestNetworks.base(DataType.DOUBLE).updater(updater).l2(0.01);
    }

    @ParameterizedTest(name = "{0} in {2}, update {3}")
    @MethodSource("updaters")
    void aSkippedUpdateLeavesNoTrace(String name, IUpdater updater, TestNetwork kind, int poisoned) {
        Model model = kind.build(regularised(updater));
        ClippingListener listener = listener(NonFiniteConfig.Action.SKIP, 10);
        model.setListeners(new Poison(kind.parameters().get(1), Map.of(poisoned, Double.NaN)), listener);
        for (int i = 0; i < poisoned; i++) {
            train(model, kind, i);
        }
        double[] before = parameters(model);
        double[] state = poisoned == 0 ? updaterState(kind.build(regularised(updater))) : updaterState(model);
        train(model, kind, 99);
        assertThat(parameters(model)).isEqualTo(before);
        assertThat(updaterState(model)).isEqualTo(state);
        assertThat(clips.get(poisoned).action()).isEqualTo(Action.SKIPPED);

        train(model, kind, 3, 4);
        Model never = kind.build(regularised(updater));
        never.setListeners(new ClippingListener(new GlobalNormClipping(1.0)));
        for (int i = 0; i < poisoned; i++) {
            train(never, kind, i);
        }
        countOneIteration(never);
        train(never, kind, 3, 4);
        assertThat(parameters(model)).as("goes on as if it had never met it").isEqualTo(parameters(never));
    }

    /** A skipped update counts as an iteration, which Adam's bias correction and learning-rate schedules see. */
    private static void countOneIteration(Model model) {
        if (model instanceof MultiLayerNetwork network) {
            network.setIterationCount(network.getIterationCount() + 1);
        } else if (model instanceof ComputationGraph graph) {
            graph.getConfiguration().setIterationCount(graph.getIterationCount() + 1);
        }
    }

    @Test
    void aSkipIsRecordedWithWhatWasFound() {
        Model model = KIND.build(DataType.DOUBLE);
        Poison poison = new Poison("layer0/b/forget", Map.of(1, Double.NEGATIVE_INFINITY));
        model.setListeners(poison, listener(NonFiniteConfig.Action.SKIP, 10));
        train(model, KIND, 0, 1, 2);
        ClippingRecord skipped = clips.get(1);
        assertThat(skipped.nonFinite())
                .isEqualTo(new NonFiniteFinding(1, Double.POSITIVE_INFINITY, "layer0", "b", "forget", List.of()));
        assertThat(skipped.globalBefore()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(skipped.globalAfter()).isZero();
        assertThat(skipped.result()).isEqualTo(ClipResult.UNCHANGED);
        assertThat(gradients).extracting(gradient -> gradient.index().update()).containsExactly(0L, 1L);
        assertThat(gradients.get(1).at(Stage.UPDATE).orElseThrow().global().l2())
                .isZero();
        assertThat(clips.get(2).action()).isEqualTo(Action.UNCHANGED);
    }

    @ParameterizedTest
    @EnumSource(
            value = NonFiniteConfig.Action.class,
            names = {"SKIP", "ZERO"})
    void failsAfterTooManyInARow(NonFiniteConfig.Action action) {
        Model model = KIND.build(DataType.DOUBLE);
        Poison poison = new Poison(
                "layer0/W", Map.of(0, Double.NaN, 1, Double.NaN, 3, Double.NaN, 4, Double.NaN, 5, Double.NaN));
        model.setListeners(poison, listener(action, 2));
        train(model, KIND, 0, 1, 2, 3, 4); // two, a finite one, and two again
        double[] before = parameters(model);
        assertThatThrownBy(() -> train(model, KIND, 5))
                .isInstanceOf(NonFiniteGradientException.class)
                .hasMessageEndingWith("; 3 updates in a row, nonFinite.maxConsecutive is 2");
        assertThat(parameters(model)).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
    void zeroingClearsOnlyWhatIsNotFinite(double value) {
        Model model = KIND.build(DataType.DOUBLE);
        Snapshots raw = new Snapshots(KIND);
        Snapshots after = new Snapshots(KIND);
        ClippingListener listener = ClippingListener.builder(new NoClipping())
                .nonFinite(new NonFiniteConfig(NonFiniteConfig.Action.ZERO, 1))
                .clips(clips::add)
                .build();
        model.setListeners(new Poison("layer0/RW", Map.of(0, value)), raw, listener, after);
        train(model, KIND, 0);
        for (String parameter : KIND.parameters()) {
            double[] expected = Arrays.stream(raw.gradient(0).elements(parameter))
                    .map(x -> Double.isFinite(x) ? x : 0.0)
                    .toArray();
            assertThat(after.gradient(0).elements(parameter)).isEqualTo(expected);
        }
        assertThat(clips.get(0).action()).isEqualTo(Action.ZEROED);
        assertThat(Objects.requireNonNull(clips.get(0).nonFinite()).count()).isEqualTo(1);
        assertThat(clips.get(0).globalAfter()).isFinite().isPositive();
    }

    @Test
    void theRestOfAZeroedGradientIsClipped() {
        Model model = KIND.build(DataType.DOUBLE);
        ClippingListener listener = ClippingListener.builder(new GlobalNormClipping(0.01))
                .nonFinite(new NonFiniteConfig(NonFiniteConfig.Action.ZERO, 1))
                .clips(clips::add)
                .build();
        model.setListeners(new Poison("layer0/RW", Map.of(0, Double.NaN)), listener);
        train(model, KIND, 0);
        assertThat(clips.get(0).action()).isEqualTo(Action.ZEROED);
        assertThat(clips.get(0).result().clipped()).isTrue();
        assertThat(clips.get(0).result().blocks().get(0).before()).isFinite().isGreaterThan(0.01);
        assertThat(clips.get(0).globalAfter()).isBetween(0.0099, 0.01);
    }

    @Test
    void aSkipThatAnotherListenerCutShortIsForgotten() {
        Model model = KIND.build(DataType.DOUBLE);
        BaseTrainingListener failing = new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model failed) {
                if (clips.size() == 1) {
                    throw new UnsupportedOperationException("of somebody else");
                }
            }
        };
        Poison poison = new Poison("layer0/W", Map.of(0, Double.NaN));
        model.setListeners(poison, listener(NonFiniteConfig.Action.SKIP, 3), failing);
        assertThatThrownBy(() -> train(model, KIND, 0)).isInstanceOf(UnsupportedOperationException.class);
        double[] before = parameters(model);
        train(model, KIND, 1);
        assertThat(parameters(model)).isNotEqualTo(before);
    }

    @Test
    void maxConsecutiveMustBePositive() {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> new NonFiniteConfig(NonFiniteConfig.Action.SKIP, 0))
                .withMessage("maxConsecutive must be at least 1, got 0");
    }
}
