// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.flow.FlowConfig.GateCapture;
import io.backflow.gradient.Bits;
import io.backflow.gradient.Scale;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.recurrent.ThroughTimeClipping.By;
import io.backflow.recurrent.ThroughTimeClipping.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/** What is recorded of errors that clipping through time shortens on their way back. */
class ClippedFlowTest {

    private static final int STEPS = 20;

    private final List<ThroughTimeClipping.ThroughTimeRecord> clips = new ArrayList<>();

    private MultiLayerNetwork clipped(Plan plan, Target target, By by) {
        MultiLayerNetwork network = plan.installed();
        network.params().muli(1.5);
        RecurrentLayers.clipThroughTime(network, new ThroughTimeClipping(target, by, 1e-3), clips::add);
        return network;
    }

    private static MultiLayerNetwork plain(Plan plan) {
        MultiLayerNetwork network = plan.installed();
        network.params().muli(1.5);
        return network;
    }

    static Stream<Arguments> choices() {
        return Stream.of("rnn", "lstm", "gru")
                .flatMap(cell -> Stream.of(Target.values())
                        .flatMap(target -> Stream.of(By.values()).map(by -> Arguments.of(cell, target, by))));
    }

    @ParameterizedTest(name = "{0}, {1} by {2}")
    @MethodSource("choices")
    void theFlowWithoutClippingIsThatOfTheSameNetworkUnclipped(String cell, Target target, By by) {
        Plan plan = Plan.of(Plan.cell(cell), Plan.cell(cell));
        DataSet data = plan.data(STEPS);
        FlowRecord record = Plan.flowOf(clipped(plan, target, by), data);
        FlowRecord free = Plan.flowOf(plain(plan), data);
        for (int i = 0; i < 2; i++) {
            LayerFlow layer = record.layers().get(i);
            LayerFlow expected = free.layers().get(i);
            LayerFlow.ClippedFlow clippedFlow = layer.clipped().orElseThrow();
            assertThat(clippedFlow.stepsClipped()).isEqualTo((int) clips.get(i).stepsClipped());
            assertThat(layer.isJudgedClipped()).isEqualTo(clippedFlow.stepsClipped() > 0);
            assertThat(i > 0 || layer.isJudgedClipped()).isTrue(); // what comes down from above may be short enough
            assertThat(layer.hidden().norms(Scale.SUM)[0])
                    .isLessThan(expected.hidden().norms(Scale.SUM)[0]);
            LayerFlow.ClippedFlow.Unclipped without = clippedFlow.unclipped().orElseThrow();
            assertThat(without.hidden().norms(Scale.SUM))
                    .containsExactly(expected.hidden().norms(Scale.SUM));
            assertThat(without.judged().decay()).isEqualTo(expected.judged().decay());
            assertThat(without.verdict()).isEqualTo(expected.verdict());
            assertThat(expected.clipped()).isEmpty();
        }
    }

    @Test
    void whatIsClippedIsNotTakenForWhatExplodes() {
        Plan plan = Plan.of(Plan.rnn(Activation.IDENTITY));
        MultiLayerNetwork network = clipped(plan, Target.HIDDEN, By.NORM);
        network.getParam("0_RW").muli(10);
        DataSet data = plan.data(STEPS);
        data.getFeatures().muli(0);
        LayerFlow layer = Plan.flowOf(network, data).layers().get(0);
        assertThat(layer.verdict().kind()).isEqualTo(Verdict.Kind.HEALTHY);
        assertThat(layer.clipped()
                        .orElseThrow()
                        .unclipped()
                        .orElseThrow()
                        .verdict()
                        .kind())
                .isEqualTo(Verdict.Kind.EXPLODING);
    }

    /** One step's loss is followed back by itself without clipping, and judged. */
    @Test
    void oneStepsLossIsFollowedWithoutClipping() {
        Plan plan = Plan.of(Plan.lstm(1)).atEveryStep();
        DataSet data = plan.data(STEPS);
        LayerFlow layer = Plan.flowOf(clipped(plan, Target.PRE_ACTIVATION, By.VALUE), data)
                .layers()
                .get(0);
        LayerFlow expected = Plan.flowOf(plain(plan), data).layers().get(0);
        assertThat(layer.clipped().orElseThrow().stepsClipped()).isEqualTo(STEPS);
        assertThat(layer.clipped().orElseThrow().unclipped()).isEmpty();
        assertThat(layer.isJudgedClipped()).isFalse();
        assertThat(layer.verdict()).isEqualTo(expected.verdict());
    }

    @Test
    void aThresholdAboveEverythingClipsAtNoStep() {
        Plan plan = Plan.of(Plan.gru());
        MultiLayerNetwork network = plan.installed();
        RecurrentLayers.clipThroughTime(network, new ThroughTimeClipping(Target.HIDDEN, By.NORM, 1e6), clips::add);
        LayerFlow layer = Plan.flowOf(network, plan.data(STEPS)).layers().get(0);
        assertThat(layer.clipped().orElseThrow().stepsClipped()).isZero();
        assertThat(layer.isJudgedClipped()).isFalse();
    }

    @Test
    void watchingChangesNoBitOfTheTraining() {
        Plan plan = Plan.of(Plan.lstm(1), Plan.gru()).with(new Adam(0.01));
        DataSet data = plan.data(STEPS);
        MultiLayerNetwork watched = clipped(plan, Target.HIDDEN, By.NORM);
        List<FlowRecord> records =
                Plan.flowsOf(watched, FlowConfig.profiles(1, GateCapture.NONE, true), () -> train(watched, data));
        MultiLayerNetwork alone = clipped(plan, Target.HIDDEN, By.NORM);
        train(alone, data);
        assertThat(Bits.of(watched.params())).isEqualTo(Bits.of(alone.params()));
        assertThat(records)
                .hasSize(5)
                .allMatch(record -> record.layers()
                        .get(1)
                        .clipped()
                        .orElseThrow()
                        .unclipped()
                        .isPresent());
    }

    private static void train(MultiLayerNetwork network, DataSet data) {
        for (int i = 0; i < 5; i++) {
            network.fit(data);
        }
    }
}
