// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.backflow.clipping.ClippingRecord.Action;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.gradient.Bits;
import io.backflow.gradient.GradientRecord;
import io.backflow.gradient.Poison;
import io.backflow.gradient.SamplingSchedule;
import io.backflow.gradient.TestData;
import io.backflow.gradient.TestNetwork;
import io.backflow.gradient.TestNetworks;
import io.backflow.gradient.UpdateIndex;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.learning.config.Adam;

/** Training that was stopped and resumed is the same training, whatever the iteration. */
class SavedStateTest {

    private static final int UPDATES = 10;

    /** Not a divisor of the updates before any stop, so that the first record and the schedule are told apart. */
    private static final SamplingSchedule EVERY_FIFTH = SamplingSchedule.every(5);

    /** What one listener, or two of which the second goes on for the first, handed over. */
    private record Seen(List<GradientRecord> gradients, List<ClippingRecord> clips) {
        Seen() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        ClippingListener listener() {
            return ClippingListener.builder(EveryThirdHalved::new)
                    .nonFinite(new NonFiniteConfig(NonFiniteConfig.Action.SKIP, 2, 6, null))
                    .schedule(EVERY_FIFTH)
                    .gradients(gradients::add)
                    .clips(clips::add)
                    .build();
        }

        List<String> shown() {
            return Stream.concat(
                            gradients.stream().map(SavedStateTest::shown),
                            clips.stream().map(SavedStateTest::shown))
                    .toList();
        }
    }

    private static String shown(GradientRecord record) {
        StringBuilder text = new StringBuilder().append(record.index());
        record.stages().forEach((stage, norms) -> text.append(stage).append(norms.all()));
        return text.append(record.parameters().all()).toString();
    }

    private static String shown(ClippingRecord record) {
        return record.index() + " " + record.action() + record.before().all()
                + record.after().all() + record.result() + record.nonFinite() + record.statistics()
                + record.isSampled();
    }

    private static Model build(TestNetwork kind) {
        return kind.build(TestNetworks.base(DataType.FLOAT).updater(new Adam(0.01)));
    }

    /** Two updates in a row are not finite, then one more. */
    private static void train(Model model, TestNetwork kind, ClippingListener listener, int from, int to) {
        Map<Integer, Double> values = new HashMap<>();
        List.of(3, 4, 8).forEach(update -> values.put(update - from, Double.NaN));
        model.setListeners(new Poison(kind.parameters().get(0), values), listener);
        for (int i = from; i < to; i++) {
            TestNetwork.fit(model, kind.data(DataType.FLOAT, 4, i));
        }
    }

    private static Model savedAndLoaded(Model model) {
        try {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            ModelSerializer.writeModel(model, file, true);
            ByteArrayInputStream in = new ByteArrayInputStream(file.toByteArray());
            return model instanceof MultiLayerNetwork
                    ? ModelSerializer.restoreMultiLayerNetwork(in, true)
                    : ModelSerializer.restoreComputationGraph(in, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Arguments> stops() {
        return Stream.concat(
                IntStream.rangeClosed(0, UPDATES).mapToObj(stop -> Arguments.of(TestNetwork.LSTM_LAYER, stop)),
                IntStream.of(0, 4, 5, 9).mapToObj(stop -> Arguments.of(TestNetwork.GRAPH_OF_TWO_TASKS, stop)));
    }

    /** Training that was never stopped: what it showed, the state of its listener, its parameters. */
    private record Uninterrupted(List<String> shown, Map<String, List<Double>> state, INDArray parameters) {
        static Uninterrupted of(TestNetwork kind) {
            Seen seen = new Seen();
            Model model = build(kind);
            ClippingListener listener = seen.listener();
            train(model, kind, listener, 0, UPDATES);
            assertThat(seen.clips())
                    .extracting(ClippingRecord::action)
                    .contains(Action.UNCHANGED, Action.CLIPPED, Action.SKIPPED);
            return new Uninterrupted(seen.shown(), SavedStateTest.shown(listener.state(model)), model.params());
        }
    }

    private static final Map<TestNetwork, Uninterrupted> UNINTERRUPTED = new EnumMap<>(TestNetwork.class);

    @ParameterizedTest(name = "{0} stopped after {1}")
    @MethodSource("stops")
    void stoppedAndResumedAtAnyIterationIsTheSame(TestNetwork kind, int stop) {
        Seen parts = new Seen();
        Model first = build(kind);
        ClippingListener before = parts.listener();
        train(first, kind, before, 0, stop);
        Map<String, double[]> state = before.state(first);

        Model second = savedAndLoaded(first);
        ClippingListener after = parts.listener();
        after.restore(second, state);
        train(second, kind, after, stop, UPDATES);

        Uninterrupted whole = UNINTERRUPTED.computeIfAbsent(kind, Uninterrupted::of);
        assertThat(Bits.of(second.params())).isEqualTo(Bits.of(whole.parameters()));
        assertThat(parts.shown()).isEqualTo(whole.shown());
        assertThat(shown(after.state(second))).isEqualTo(whole.state());
    }

    private static Map<String, List<Double>> shown(Map<String, double[]> state) {
        Map<String, List<Double>> shown = new HashMap<>();
        state.forEach(
                (name, values) -> shown.put(name, Arrays.stream(values).boxed().toList()));
        return shown;
    }

    @Test
    void segmentsAndEpochsAreCountedOn() {
        MultiLayerNetwork network = TestNetworks.truncated(4, TestNetworks.lstm(), TestNetworks.eachStep());
        Seen parts = new Seen();
        ClippingListener before = parts.listener();
        network.setListeners(before);
        network.setEpochCount(3);
        network.fit(TestData.sequences(DataType.DOUBLE, 2, 10, 1));
        Model loaded = savedAndLoaded(network);
        ClippingListener after = parts.listener();
        after.restore(loaded, before.state(network));
        loaded.setListeners(after);
        ((MultiLayerNetwork) loaded).fit(TestData.sequences(DataType.DOUBLE, 2, 10, 2));
        assertThat(parts.clips())
                .extracting(ClippingRecord::index)
                .containsExactly(
                        new UpdateIndex(0, 3, 0, 0),
                        new UpdateIndex(1, 3, 0, 1),
                        new UpdateIndex(2, 3, 0, 2),
                        new UpdateIndex(3, 3, 1, 0),
                        new UpdateIndex(4, 3, 1, 1),
                        new UpdateIndex(5, 3, 1, 2));
    }

    @Test
    void theTotalIsCountedOn() {
        NonFiniteConfig twoInAll = new NonFiniteConfig(NonFiniteConfig.Action.SKIP, 10, 2, null);
        TestNetwork kind = TestNetwork.LSTM_LAYER;
        Model model = kind.build(DataType.DOUBLE);
        ClippingListener before =
                ClippingListener.builder(new NoClipping()).nonFinite(twoInAll).build();
        model.setListeners(new Poison("layer0/W", Map.of(0, Double.NaN, 2, Double.NaN)), before);
        for (int i = 0; i < 4; i++) {
            TestNetwork.fit(model, kind.data(DataType.DOUBLE, 4, i));
        }
        ClippingListener after =
                ClippingListener.builder(new NoClipping()).nonFinite(twoInAll).build();
        after.restore(model, before.state(model));
        model.setListeners(new Poison("layer0/W", Map.of(0, Double.NaN)), after);
        MultiDataSet data = kind.data(DataType.DOUBLE, 4, 5);
        assertThatExceptionOfType(NonFiniteGradientException.class)
                .isThrownBy(() -> TestNetwork.fit(model, data))
                .withMessageEndingWith("; 3 updates in all, nonFinite.maxTotal is 2");
    }

    @Test
    void aStateThatDoesNotFitIsRefusedByName() {
        Model model = build(TestNetwork.LSTM_LAYER);
        ClippingListener listener = new Seen().listener();
        Map<String, double[]> state = listener.state(model);
        Map<String, double[]> shortened = new HashMap<>(state);
        shortened.put("statistics.counts", new double[1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> listener.restore(model, shortened))
                .withMessage("The saved state's entry 'counts' must have 3 numbers, got 1");
        Map<String, double[]> less = new HashMap<>(state);
        less.remove("policy.memory");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> listener.restore(model, less))
                .withMessage("The saved state's entry 'memory' must be there, got none");
        Map<String, double[]> uncounted = new HashMap<>(state);
        uncounted.remove("updates.counter");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> listener.restore(model, uncounted))
                .withMessage("The saved state's entry 'counter' must be there, got none");
        ClippingListener another = new ClippingListener(new NoClipping());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> another.restore(model, state))
                .withMessageContaining("'memory'");
    }
}
