// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.flow.FlowRecord.Divergence.Stage;
import io.backflow.recurrent.RecurrentLayers;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What goes first, of networks that are broken at a known place. */
class DivergenceTest {

    private static final int STEPS = 8;

    private static FlowRecord.@Nullable Divergence of(MultiLayerNetwork network, DataSet data) {
        FlowRecord record = Plan.flowOf(network, data);
        FlowRecord.Divergence divergence = record.divergence();
        assertThat(record.verdict() == Verdict.Kind.DIVERGED).isEqualTo(divergence != null);
        for (LayerFlow layer : record.layers()) {
            if (divergence != null && layer.verdict().kind() == Verdict.Kind.DIVERGED) {
                assertThat(layer.verdict().reason()).endsWith("; " + divergence);
            }
        }
        return divergence;
    }

    private static FlowRecord.Divergence forward(String layer, boolean reversed, int step, boolean entered) {
        return new FlowRecord.Divergence(Stage.FORWARD, layer, reversed, OptionalInt.of(step), entered);
    }

    @Test
    void aNetworkThatIsFiniteHasNone() {
        Plan plan = Plan.of(Plan.lstm(1), Plan.gru()).atEveryStep();
        assertThat(of(plan.installed(), plan.data(STEPS))).isNull();
    }

    /** Units whose states grow from 1 by the same factor a step, in either type to its end within four. */
    @ParameterizedTest
    @CsvSource({"DOUBLE, 1e77", "FLOAT, 4e9"})
    void theStateOverflowsAtAStep(DataType type, double growth) {
        Plan plan = Plan.of(Plan.rnn(Activation.TANH), Plan.rnn(Activation.RELU))
                .atEveryStep()
                .in(type);
        MultiLayerNetwork network = plan.installed();
        network.getParam("1_RW").assign(Nd4j.eye(Plan.UNITS).castTo(type).mul(growth));
        network.getParam("1_W").assign(0);
        network.getParam("1_b").assign(1);
        // h_t is the sum of growth^i up to i = t: 1e77^4 = 1e308, and 4e9^4 = 2.6e38, are the last that fit.
        FlowRecord.Divergence divergence = of(network, plan.data(STEPS));
        assertThat(divergence).isEqualTo(forward("layer1", false, 5, false));
        assertThat(String.valueOf(divergence)).isEqualTo("the forward pass went first, at step 5 of layer1");
    }

    static Stream<Arguments> cells() {
        return Stream.of("rnn", "lstm", "gru").flatMap(cell -> Stream.of(1, 5).map(step -> Arguments.of(cell, step)));
    }

    @ParameterizedTest(name = "{0}, step {1}")
    @MethodSource("cells")
    void whatIsWrongInTheDataCameIn(String cell, int step) {
        Plan plan = Plan.of(Plan.cell(cell), Plan.cell(cell)).atEveryStep();
        DataSet data = plan.data(STEPS);
        data.getFeatures().putScalar(new int[] {1, 2, step}, Double.NaN);
        FlowRecord.Divergence divergence = of(plan.installed(), data);
        assertThat(divergence).isEqualTo(forward("layer0", false, step, true));
        assertThat(String.valueOf(divergence)).endsWith("at step " + step + " of layer0, where it came in");
    }

    /** Padding may hold anything. */
    @Test
    void whatIsMaskedIsNoFinding() {
        Plan plan = Plan.of(Plan.lstm(1));
        DataSet data = plan.data(STEPS);
        data.getFeatures().putScalar(new int[] {1, 2, STEPS - 1}, Double.NaN);
        data.setFeaturesMaskArray(Nd4j.ones(DataType.DOUBLE, Plan.BATCH, STEPS));
        data.getFeaturesMaskArray().putScalar(1, STEPS - 1, 0);
        assertThat(of(plan.installed(), data)).isNull();
    }

    @Test
    void aLayerThatReadsBackwardsCountsAsItReads() {
        Plan plan = Plan.of(new Bidirectional(Bidirectional.Mode.CONCAT, Plan.rnn(Activation.RELU)))
                .atEveryStep();
        MultiLayerNetwork network = plan.installed();
        network.getParam("0_bRW").assign(Double.POSITIVE_INFINITY);
        network.getParam("0_bb").assign(100);
        assertThat(of(network, plan.data(STEPS))).isEqualTo(forward("layer0/backward", true, 1, false));
    }

    /** Truncated BPTT hands the state on. */
    @Test
    void aStateThatIsCarriedOverCameIn() {
        Plan plan = Plan.of(Plan.rnn(Activation.RELU)).truncated(4);
        MultiLayerNetwork network = plan.installed();
        network.getParam("0_RW")
                .assign(Nd4j.eye(Plan.UNITS).castTo(DataType.DOUBLE).mul(1e103));
        network.getParam("0_W").assign(0);
        network.getParam("0_b").assign(1);
        List<FlowRecord> records = Plan.flowsOf(
                network,
                FlowConfig.profiles(1, FlowConfig.GateCapture.NONE, false),
                () -> network.fit(plan.data(STEPS)));
        assertThat(records.get(0).divergence()).isEqualTo(forward("layer0", false, 3, false));
        assertThat(records.get(1).divergence()).isEqualTo(forward("layer0", false, 0, true));
    }

    /** A dense layer between the recurrent one and the output makes what they both do not. */
    @Test
    void whatReachesTheOutputIsForwardToo() {
        Plan plan = Plan.of(
                        Plan.rnn(Activation.TANH),
                        new DenseLayer.Builder()
                                .nOut(3)
                                .activation(Activation.IDENTITY)
                                .build())
                .atEveryStep();
        MultiLayerNetwork network = plan.installed();
        network.getParam("1_b").assign(Double.NaN);
        assertThat(of(network, plan.data(STEPS)))
                .isEqualTo(new FlowRecord.Divergence(Stage.FORWARD, "layer2", false, OptionalInt.of(0), true));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theLossGoesFirstWhereAllStatesAreFinite(boolean label) {
        Plan plan = Plan.of(Plan.lstm(1), Plan.lstm(1)).atEveryStep();
        MultiLayerNetwork network = plan.installed();
        DataSet data = plan.data(STEPS);
        if (label) {
            data.getLabels().putScalar(new int[] {0, 1, 4}, Double.NaN);
        } else {
            network.getParam("2_W").assign(1e308);
            network.getParam("2_b").assign(1e308);
        }
        FlowRecord.Divergence divergence = of(network, data);
        assertThat(divergence).isEqualTo(new FlowRecord.Divergence(Stage.LOSS, "", false, OptionalInt.empty(), false));
        assertThat(String.valueOf(divergence)).isEqualTo("the loss went first, the forward pass is finite");
    }

    /** An error of some 1e4 at step 7 is 1e304 three steps back, and would be 1e404 four steps back. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theGradientGoesFirstWhereTheLossIsFinite(boolean stacked) {
        Plan plan = stacked
                ? Plan.of(Plan.rnn(Activation.IDENTITY), Plan.rnn(Activation.IDENTITY))
                : Plan.of(Plan.rnn(Activation.IDENTITY));
        MultiLayerNetwork network = plan.installed();
        String upper = stacked ? "1" : "0";
        network.getParam(upper + "_RW")
                .assign(Nd4j.eye(Plan.UNITS).castTo(DataType.DOUBLE).mul(1e100));
        network.getParam(stacked ? "2_W" : "1_W").assign(1e4);
        DataSet data = plan.data(STEPS);
        data.getFeatures().muli(0); // all states are 0
        FlowRecord.Divergence divergence = of(network, data);
        assertThat(divergence)
                .isEqualTo(new FlowRecord.Divergence(
                        Stage.BACKWARD, "layer" + upper, false, OptionalInt.of(STEPS - 1 - 4), false));
        assertThat(String.valueOf(divergence))
                .isEqualTo("the gradient went first on its way back, at step 3 of layer" + upper);
    }

    /** What the layer above hands down is not finite already. */
    @Test
    void anErrorCanComeInNotFinite() {
        Plan plan = Plan.of(Plan.rnn(Activation.IDENTITY));
        MultiLayerNetwork network = plan.installed();
        network.getParam("1_W").assign(Double.MAX_VALUE);
        DataSet data = plan.data(STEPS);
        data.getFeatures().muli(0);
        data.getLabels().assign(100);
        assertThat(of(network, data))
                .isEqualTo(new FlowRecord.Divergence(Stage.BACKWARD, "layer0", false, OptionalInt.of(STEPS - 1), true));
    }

    @Test
    void graphsAreSearchedFromTheirInputsUp() {
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .seed(7)
                .dataType(DataType.DOUBLE)
                .updater(new Sgd(0))
                .graphBuilder()
                .addInputs("x")
                .addLayer(
                        "out",
                        new RnnOutputLayer.Builder(LossFunction.MSE)
                                .nOut(Plan.OUTPUTS)
                                .activation(Activation.IDENTITY)
                                .dataFormat(RNNFormat.NCW)
                                .build(),
                        "upper")
                .addLayer("upper", Plan.lstm(1), "lower")
                .addLayer("lower", Plan.gru(), "x")
                .setOutputs("out")
                .setInputTypes(InputType.recurrent(Plan.INPUTS, RNNFormat.NCW))
                .build());
        graph.init();
        RecurrentLayers.install(graph);
        DataSet data = Plan.of(Plan.gru()).atEveryStep().data(STEPS);
        data.getFeatures().putScalar(new int[] {0, 0, 6}, Double.NaN);
        List<FlowRecord> records = new ArrayList<>();
        try (FlowListener listener = FlowListener.attach(graph, FlowConfig.DEFAULT, records::add)) {
            assertThat(graph.getListeners()).contains(listener);
            graph.fit(data);
        }
        assertThat(records.get(0).divergence()).isEqualTo(forward("lower", false, 6, true));
    }
}
