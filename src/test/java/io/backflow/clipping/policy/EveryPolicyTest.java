// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingListener;
import io.backflow.clipping.ClippingRecord;
import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.clipping.NonFiniteConfig;
import io.backflow.clipping.NonFiniteGradientException;
import io.backflow.gradient.Bits;
import io.backflow.gradient.Poison;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;

/** What holds in training whatever the policy: gradients that are not finite leave no trace in it, nor does a stop. */
class EveryPolicyTest {

    private static final int UPDATES = 8;
    private static final int UPDATES_AN_EPOCH = 2;
    private static final int POISONED = 4;

    private final List<ClippingRecord> clips = new ArrayList<>();

    /** A network that trains, with all that one update hands to the next. */
    private final class Trainee {
        private final TestNetwork kind;
        private final DataType type;
        private final Model model;
        private final ClippingListener listener;
        private final Poison poison;

        Trainee(
                TestNetwork kind,
                DataType type,
                Model model,
                ClippingConfig policy,
                NonFiniteConfig.Action action,
                Poison poison) {
            this.kind = kind;
            this.type = type;
            this.model = model;
            this.poison = poison;
            this.listener = ClippingListener.builder(policy)
                    .nonFinite(new NonFiniteConfig(action, 3))
                    .clips(clips::add)
                    .build();
        }

        void train(int from, int to) {
            model.setListeners(poison, listener);
            for (int i = from; i < to; i++) {
                TestNetwork.fit(model, kind.data(type, 4, i));
                if ((i + 1) % UPDATES_AN_EPOCH == 0) {
                    endEpoch(model);
                }
            }
        }

        /** Returns parameters, updater state and what the listener remembers of the policy. */
        Map<String, List<Double>> state() {
            Map<String, List<Double>> state = new TreeMap<>();
            listener.state(model).forEach((name, values) -> {
                if (name.startsWith("policy.")) {
                    state.put(name, listed(values));
                }
            });
            state.put("parameters", listed(Bits.of(model.params())));
            state.put("updater", listed(Bits.of(updaterOf(model).getStateViewArray())));
            return state;
        }
    }

    private static List<Double> listed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static BaseMultiLayerUpdater<?> updaterOf(Model model) {
        return model instanceof MultiLayerNetwork network
                ? (BaseMultiLayerUpdater<?>) network.getUpdater()
                : ((ComputationGraph) model).getUpdater();
    }

    private static void endEpoch(Model model) {
        if (model instanceof MultiLayerNetwork network) {
            network.incrementEpochCount();
        } else {
            ((ComputationGraph) model).getConfiguration().setEpochCount(((ComputationGraph) model).getEpochCount() + 1);
        }
    }

    private static void countOneIteration(Model model) {
        if (model instanceof MultiLayerNetwork network) {
            network.setIterationCount(network.getIterationCount() + 1);
        } else {
            ComputationGraph graph = (ComputationGraph) model;
            graph.getConfiguration().setIterationCount(graph.getIterationCount() + 1);
        }
    }

    private static Model build(TestNetwork kind, DataType type) {
        return kind.build(TestNetworks.base(type).updater(new Adam(0.01)));
    }

    private static Poison at(String path, int update, double value) {
        return new Poison(path, Map.of(update, value));
    }

    /** Every policy, in networks and graphs, with a value that is lost in the first or in the last layer. */
    public static Stream<Arguments> cases() {
        return PolicyExamples.all().stream()
                .flatMap(policy -> Stream.of(
                        Arguments.of(policy, TestNetwork.LSTM_LAYER, DataType.FLOAT, "layer0/RW/forget", Double.NaN),
                        Arguments.of(policy, TestNetwork.LSTM_LAYER, DataType.DOUBLE, "layer1/b", Double.NaN),
                        Arguments.of(
                                policy,
                                TestNetwork.GRAPH_OF_TWO_TASKS,
                                DataType.FLOAT,
                                "last/W",
                                Double.POSITIVE_INFINITY)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    public void aSkippedUpdateLeavesNoTrace(
            ClippingConfig policy, TestNetwork kind, DataType type, String path, double value) {
        Trainee trainee = new Trainee(
                kind, type, build(kind, type), policy, NonFiniteConfig.Action.SKIP, at(path, POISONED - 1, value));
        trainee.train(0, POISONED - 1);
        Map<String, List<Double>> before = trainee.state();
        trainee.train(POISONED - 1, POISONED);
        assertThat(trainee.state()).isEqualTo(before);
        assertThat(clips.get(POISONED - 1).action()).isEqualTo(Action.SKIPPED);
        assertThat(clips.get(POISONED - 1).nonFinite())
                .isNotNull()
                .satisfies(finding -> assertThat(finding.first()).isEqualTo(path));
        trainee.train(POISONED, UPDATES);

        Trainee never =
                new Trainee(kind, type, build(kind, type), policy, NonFiniteConfig.Action.FAIL, at(path, -1, value));
        never.train(0, POISONED - 1);
        countOneIteration(never.model);
        endEpoch(never.model);
        never.train(POISONED, UPDATES);
        assertThat(trainee.state()).isEqualTo(never.state());
    }

    @ParameterizedTest
    @MethodSource("cases")
    public void failingChangesNothing(
            ClippingConfig policy, TestNetwork kind, DataType type, String path, double value) {
        Trainee trainee = new Trainee(
                kind, type, build(kind, type), policy, NonFiniteConfig.Action.FAIL, at(path, POISONED, value));
        trainee.train(0, POISONED);
        Map<String, List<Double>> before = trainee.state();
        assertThatExceptionOfType(NonFiniteGradientException.class)
                .isThrownBy(() -> trainee.train(POISONED, POISONED + 1))
                .withMessageContaining("the first in " + path);
        assertThat(trainee.state()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("cases")
    public void whatIsLeftOfAZeroedGradientIsBoundedAsAnyOther(
            ClippingConfig policy, TestNetwork kind, DataType type, String path, double value) {
        Trainee trainee = new Trainee(
                kind, type, build(kind, type), policy, NonFiniteConfig.Action.ZERO, at(path, POISONED, value));
        trainee.train(0, UPDATES);
        ClippingRecord zeroed = clips.get(POISONED);
        assertThat(zeroed.action()).isEqualTo(Action.ZEROED);
        assertThat(zeroed.globalAfter()).isFinite().isPositive();
        for (ClipResult.BlockClip clip : zeroed.result().blocks()) {
            assertThat(clip.after()).isFinite();
            assertThat(Double.isNaN(clip.threshold()) || clip.after() <= clip.threshold())
                    .isTrue();
        }
        assertThat(trainee.state().get("parameters")).allMatch(Double::isFinite);
        assertThat(trainee.state().get("updater")).allMatch(Double::isFinite);
    }

    public static List<ClippingConfig> policies() {
        return PolicyExamples.all();
    }

    @ParameterizedTest
    @MethodSource("policies")
    public void stoppedAndResumedAtAnyIterationIsTheSame(ClippingConfig policy) throws IOException {
        TestNetwork kind = TestNetwork.LSTM_LAYER;
        Trainee whole = trainee(policy, build(kind, DataType.FLOAT));
        whole.train(0, UPDATES);
        boolean clips = policy instanceof NoClipping;
        assertThat(this.clips.stream().anyMatch(clip -> clip.result().clipped()))
                .isEqualTo(!clips);

        Trainee running = trainee(policy, build(kind, DataType.FLOAT));
        for (int stop = 0; stop < UPDATES; stop++) {
            running.train(Math.max(0, stop - 1), stop);
            Trainee resumed = trainee(policy, savedAndLoaded((MultiLayerNetwork) running.model));
            resumed.listener.restore(resumed.model, running.listener.state(running.model));
            resumed.train(stop, UPDATES);
            assertThat(resumed.state()).as("stopped after %s", stop).isEqualTo(whole.state());
        }
    }

    private Trainee trainee(ClippingConfig policy, Model model) {
        Poison none = new Poison("", Map.of());
        return new Trainee(TestNetwork.LSTM_LAYER, DataType.FLOAT, model, policy, NonFiniteConfig.Action.FAIL, none);
    }

    private static Model savedAndLoaded(MultiLayerNetwork network) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ModelSerializer.writeModel(network, file, true);
        return ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(file.toByteArray()), true);
    }
}
