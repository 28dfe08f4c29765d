// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backflow.flow.FlowConfig.GateCapture;
import io.backflow.gradient.Scale;
import io.backflow.recurrent.BackwardObserver;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.RecurrentLayers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

class FlowListenerTest {

    /** All that there is, of every update. */
    static final FlowConfig EVERYTHING = FlowConfig.profiles(1, GateCapture.QUANTILES, true)
            .with(JacobianCapture.every(1))
            .with(new ContributionCapture(1));

    private final List<FlowRecord> records = new ArrayList<>();

    private List<Long> updates() {
        return records.stream().map(record -> record.index().update()).toList();
    }

    @ParameterizedTest(name = "{0}, truncated {1}")
    @CsvSource({"rnn, false", "lstm, false", "gru, false", "lstm, true"})
    void trainingIsTheSameToTheLastBitWithAndWithout(String cell, boolean truncated) {
        Plan plan = Plan.of(Plan.cell(cell), Plan.cell(cell)).in(DataType.FLOAT).with(new Adam(0.01));
        plan = truncated ? plan.truncated(5) : plan;
        DataSet data = plan.data(10);
        MultiLayerNetwork watched = plan.installed();
        try (FlowListener listener = FlowListener.attach(watched, EVERYTHING, records::add)) {
            assertThat(watched.getListeners()).containsExactly(listener);
            for (int i = 0; i < 50; i++) {
                watched.fit(data);
            }
        }
        MultiLayerNetwork alone = plan.installed();
        for (int i = 0; i < 50; i++) {
            alone.fit(data);
        }
        assertThat(watched.params().toFloatVector()).isEqualTo(alone.params().toFloatVector());
        assertThat(records).hasSize(truncated ? 100 : 50);
        assertThat(records.get(7).layers().get(0).stepLoss().isPresent()).isEqualTo(truncated);
    }

    /** Each follows one step's loss back, over the same forward pass. */
    @Test
    void twoSideBySideAndOneAddedTwiceRecordTheSame() {
        Plan plan = Plan.of(Plan.lstm(1), Plan.gru()).atEveryStep().with(new Adam(0.01));
        MultiLayerNetwork network = plan.installed();
        List<FlowRecord> others = new ArrayList<>();
        try (FlowListener twice = FlowListener.attach(network, EVERYTHING, records::add);
                FlowListener other = FlowListener.attach(network, EVERYTHING, others::add)) {
            network.addListeners(twice);
            assertThat(network.getListeners()).containsExactly(twice, other, twice);
            for (int i = 0; i < 3; i++) {
                network.fit(plan.data(6));
            }
        }
        assertThat(updates()).containsExactly(0L, 1L, 2L);
        assertThat(others).hasSize(3);
        for (int i = 0; i < 6; i++) {
            LayerFlow layer = records.get(i / 2).layers().get(i % 2);
            LayerFlow same = others.get(i / 2).layers().get(i % 2);
            LayerFlow.StepLoss one = layer.stepLoss().orElseThrow();
            LayerFlow.StepLoss sameOne = same.stepLoss().orElseThrow();
            assertThat(layer.hidden().norms(Scale.SUM))
                    .containsExactly(same.hidden().norms(Scale.SUM));
            assertThat(one.hidden().norms(Scale.SUM))
                    .containsExactly(sameOne.hidden().norms(Scale.SUM));
            assertThat(one.contributions()).isEqualTo(sameOne.contributions());
            assertThat(layer.jacobians()).isEqualTo(same.jacobians());
        }
    }

    @Test
    void recordsTheFirstTheSampledAndTheLastUpdate() {
        Plan plan = Plan.of(Plan.lstm(1));
        MultiLayerNetwork network = plan.installed();
        network.setIterationCount(1);
        try (FlowListener listener =
                FlowListener.attach(network, FlowConfig.profiles(3, GateCapture.QUANTILES, true), records::add)) {
            assertThat(network.getListeners()).containsExactly(listener);
            for (int i = 0; i < 8; i++) {
                network.fit(plan.data(6));
            }
        }
        assertThat(updates()).containsExactly(1L, 3L, 6L, 8L);
        assertThat(records.get(2).layers().get(0).gates()).hasSize(3);
        assertThat(records.get(3).layers().get(0).gates()).isEmpty();
        network.fit(plan.data(6));
        assertThat(records).as("closed").hasSize(4);
    }

    @Test
    void goesOnWhereAnotherListenerWas() {
        Plan plan = Plan.of(Plan.lstm(1)).truncated(3);
        MultiLayerNetwork network = plan.installed();
        List<FlowRecord> whole = new ArrayList<>();
        FlowConfig third = FlowConfig.profiles(3, GateCapture.NONE, true);
        try (FlowListener all = FlowListener.attach(network, third, whole::add);
                FlowListener first = FlowListener.attach(network, third, records::add)) {
            network.fit(plan.data(6));
            network.fit(plan.data(6));
            assertThat(updates()).containsExactly(0L, 3L);
            assertThat(network.getListeners()).containsExactly(all, first);
            Map<String, double[]> state = first.state(network);
            FlowListener second = new FlowListener(third, records::add);
            second.restore(network, state);
            network.setListeners(all, second);
            network.fit(plan.data(6));
            network.fit(plan.data(6));
            second.close();
        }
        assertThat(records)
                .extracting(FlowRecord::index)
                .isEqualTo(whole.stream().map(FlowRecord::index).toList());
        assertThatThrownBy(() -> new FlowListener(third, records::add).restore(network, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'updates'");
    }

    @Test
    void anUpdateThatAnotherListenerRefusedIsRecordedToo() {
        Plan plan = Plan.of(Plan.lstm(1));
        MultiLayerNetwork network = plan.installed();
        network.setListeners(new BaseTrainingListener() {
            @Override
            public void onGradientCalculation(Model model) {
                if (network.getIterationCount() == 2) {
                    throw new IllegalArgumentException("refused");
                }
            }
        });
        try (FlowListener listener =
                FlowListener.attach(network, FlowConfig.profiles(100, GateCapture.NONE, true), records::add)) {
            assertThat(network.getListeners()).contains(listener);
            network.fit(plan.data(6));
            network.fit(plan.data(6));
            assertThatThrownBy(() -> network.fit(plan.data(6))).hasMessage("refused");
        }
        assertThat(updates()).containsExactly(0L, 2L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NONE", "MEANS", "QUANTILES"})
    void capturesWhatItIsAskedFor(GateCapture capture) {
        Plan plan = Plan.of(Plan.gru());
        MultiLayerNetwork network = plan.installed();
        try (FlowListener listener =
                FlowListener.attach(network, FlowConfig.profiles(1, capture, true), records::add)) {
            assertThat(network.getListeners()).containsExactly(listener);
            network.fit(plan.data(6));
        }
        LayerFlow layer = records.get(0).layers().get(0);
        assertThat(layer.gates()).hasSize(capture == GateCapture.NONE ? 0 : 2);
        assertThat(layer.saturatedStates().isPresent()).isEqualTo(capture == GateCapture.QUANTILES);
        layer.gates()
                .forEach(gate -> assertThat(gate.quantiles().isPresent()).isEqualTo(capture == GateCapture.QUANTILES));
    }

    @Test
    void recordsNothingAtZero() {
        Plan plan = Plan.of(Plan.gru());
        MultiLayerNetwork network = plan.installed();
        try (FlowListener listener =
                FlowListener.attach(network, FlowConfig.profiles(0, GateCapture.MEANS, true), records::add)) {
            assertThat(network.getListeners()).containsExactly(listener);
            network.fit(plan.data(6));
        }
        assertThat(records).isEmpty();
    }

    @Test
    void segmentsAreUpdates() {
        Plan plan = Plan.of(Plan.lstm(1)).truncated(5);
        MultiLayerNetwork network = plan.installed();
        try (FlowListener listener = FlowListener.attach(network, EVERYTHING, records::add)) {
            assertThat(network.getListeners()).containsExactly(listener);
            network.fit(plan.data(10));
            network.fit(plan.data(10));
        }
        assertThat(updates()).containsExactly(0L, 1L, 2L, 3L);
        assertThat(records.stream().map(record -> record.index().segment())).containsExactly(0, 1, 0, 1);
        assertThat(records.stream().map(record -> record.index().batch())).containsExactly(0L, 0L, 1L, 1L);
        assertThat(records.get(0).layers().get(0).hidden().steps()).isEqualTo(5);
    }

    /** Each schedule samples updates of its own; all that is recorded has a profile and the gates. */
    @Test
    void everyScheduleSamples() {
        Plan plan = Plan.of(Plan.lstm(1));
        FlowConfig config = FlowConfig.profiles(5, GateCapture.MEANS, true)
                .with(JacobianCapture.every(2))
                .with(new ContributionCapture(3));
        MultiLayerNetwork network = plan.installed();
        records.addAll(Plan.flowsOf(network, config, () -> {
            for (int i = 0; i < 8; i++) {
                network.fit(plan.data(6));
            }
        }));
        assertThat(updates()).containsExactly(0L, 2L, 3L, 4L, 5L, 6L, 7L);
        assertThat(updates(layer -> layer.jacobians().isPresent())).containsExactly(0L, 2L, 4L, 6L);
        assertThat(updates(layer -> layer.contributions().isPresent())).containsExactly(0L, 3L, 6L);
        assertThat(updates(layer -> !layer.gates().isEmpty())).containsExactly(0L, 2L, 3L, 4L, 5L, 6L);
        assertThat(updates(layer -> layer.saturatedStates().isPresent()))
                .as("activations that the Jacobians needed are not asked for quantiles")
                .isEmpty();
    }

    private List<Long> updates(Predicate<LayerFlow> condition) {
        return records.stream()
                .filter(record -> condition.test(record.layers().get(0)))
                .map(record -> record.index().update())
                .toList();
    }

    /** What is copied in a pass is what the update is looked at for. */
    @Test
    void activationsAndErrorsAreCopiedWhereTheyAreWantedOnly() {
        Plan plan = Plan.of(Plan.gru());
        MultiLayerNetwork network = plan.installed();
        FlowConfig config = FlowConfig.profiles(100, GateCapture.NONE, false)
                .with(JacobianCapture.every(2))
                .with(new ContributionCapture(3));
        List<BackwardPass> passes = new ArrayList<>();
        RecurrentLayers.addObserver(network, new BackwardObserver() {
            @Override
            public boolean wantsGates(int iteration) {
                return false;
            }

            @Override
            public void accept(BackwardPass pass) {
                passes.add(pass);
            }
        });
        Plan.flowsOf(network, config, () -> {
            for (int i = 0; i < 7; i++) {
                network.fit(plan.data(6));
            }
        });
        assertThat(passes.stream().filter(pass -> pass.trace().activations().isPresent()))
                .extracting(BackwardPass::iteration)
                .containsExactly(0, 2, 3, 4, 6);
        assertThat(passes.stream().filter(pass -> pass.trace().errors().isPresent()))
                .extracting(BackwardPass::iteration)
                .containsExactly(0, 3, 6);
        assertThat(passes).allMatch(pass -> Double.isNaN(pass.trace().mean(0, 0)));
    }
}
