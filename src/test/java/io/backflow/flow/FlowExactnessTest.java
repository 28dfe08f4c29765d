// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.flow.profile.DecayFit;
import io.backflow.flow.profile.LagProfile;
import io.backflow.gradient.Scale;
import io.backflow.recurrent.DoubleByDefault;
import java.util.stream.Stream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** In double, against closed forms and against plain loops. */
@ExtendWith(DoubleByDefault.class)
class FlowExactnessTest {

    /** A few hundred roundings of 1e-16 relative to the result. */
    private static final double RELATIVE = 1e-12;

    private static final int STEPS = 50;

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 0.9, 1, 1.1, 2})
    void scaledOrthogonalWeightsDecayByTheirScale(double scale) {
        Plan plan = Plan.of(Plan.rnn(Activation.IDENTITY));
        MultiLayerNetwork network = plan.installed();
        double[][] q = Plan.orthogonal(Plan.UNITS, 3);
        INDArray recurrent = network.getParam("0_RW");
        for (int i = 0; i < Plan.UNITS; i++) {
            for (int j = 0; j < Plan.UNITS; j++) {
                recurrent.putScalar(i, j, scale * q[i][j]);
            }
        }
        LagProfile profile =
                Plan.flowOf(network, plan.data(STEPS)).layers().get(0).hidden();
        double injected = profile.norm(STEPS - 1, Scale.SUM);
        for (int t = 0; t < STEPS; t++) {
            assertThat(profile.norm(t, Scale.SUM) / injected / Math.pow(scale, profile.lag(t)))
                    .isCloseTo(1, within(RELATIVE));
        }
        DecayFit decay = profile.decay().orElseThrow();
        assertThat(decay.rate()).isCloseTo(scale, within(RELATIVE));
        assertThat(decay.points()).isEqualTo(STEPS);
    }

    static Stream<Arguments> cells() {
        return Stream.of("rnn", "relu", "identity", "lstm", "gru")
                .flatMap(cell -> Stream.of(false, true)
                        .flatMap(everyStep ->
                                Stream.of(false, true).map(masked -> Arguments.of(cell, everyStep, masked))));
    }

    @ParameterizedTest(name = "{0}, a loss at every step: {1}, masked: {2}")
    @MethodSource("cells")
    void everyNormIsThatOfPlainLoops(String cell, boolean everyStep, boolean masked) {
        Plan plan = everyStep ? Plan.of(Plan.cell(cell)).atEveryStep() : Plan.of(Plan.cell(cell));
        MultiLayerNetwork network = plan.installed();
        network.params().addi(plan.numbers(5, (int) network.numParams()).muli(0.3));
        DataSet data = plan.data(12);
        if (masked) {
            mask(data, everyStep);
        }
        NaivePass naive = new NaivePass(cell, network.paramTable(), data, everyStep);
        LayerFlow flow = Plan.flowOf(network, data).layers().get(0);
        assertThat(flow.hidden().labelled().count()).isEqualTo(everyStep ? 12 : masked ? 3 : 1);
        assertThat(flow.cellState().isPresent()).isEqualTo(cell.equals("lstm"));
        assertNorms(flow.hidden(), naive.hidden);
        flow.cellState().ifPresent(cellState -> assertNorms(cellState, naive.cellState));
        assertThat(flow.stepLoss().isPresent()).isEqualTo(everyStep);
        flow.stepLoss().ifPresent(one -> {
            NaivePass alone = new NaivePass(cell, network.paramTable(), data, true, 11);
            assertNorms(one.hidden(), alone.hidden);
            one.cellState().ifPresent(cellState -> assertNorms(cellState, alone.cellState));
        });
    }

    /** One example whole, two that end early, and one with a hole. */
    private static void mask(DataSet data, boolean everyStep) {
        INDArray mask = Nd4j.ones(DataType.DOUBLE, Plan.BATCH, 12);
        for (int t = 0; t < 12; t++) {
            mask.putScalar(1, t, t < 9 ? 1 : 0);
            mask.putScalar(2, t, t < 5 ? 1 : 0);
            mask.putScalar(3, t, t == 3 || t == 4 ? 0 : 1);
        }
        data.setFeaturesMaskArray(mask);
        data.setLabelsMaskArray(everyStep ? mask.dup() : null);
    }

    private static void assertNorms(LagProfile profile, double[] expected) {
        for (int t = 0; t < expected.length; t++) {
            assertClose(profile.norm(t, Scale.SUM), expected[t]);
            assertClose(profile.norm(t, Scale.MEAN), expected[t] / Plan.BATCH);
        }
    }

    /** The same network with labels at the last step alone has that step's loss, and no other. */
    @ParameterizedTest
    @ValueSource(strings = {"rnn", "lstm", "gru"})
    void oneStepsLossFlowsAsIfThereWereNoOther(String cell) {
        Plan plan = Plan.of(Plan.cell(cell), Plan.cell(cell)).atEveryStep();
        MultiLayerNetwork network = plan.installed();
        DataSet data = plan.data(12);
        FlowRecord every = Plan.flowOf(network, data);
        INDArray mask = Nd4j.zeros(DataType.DOUBLE, Plan.BATCH, 12);
        for (int b = 0; b < Plan.BATCH; b++) {
            mask.putScalar(b, 11, 1);
        }
        data.setLabelsMaskArray(mask);
        FlowRecord last = Plan.flowOf(network, data);
        for (int i = 0; i < 2; i++) {
            LayerFlow.StepLoss one = every.layers().get(i).stepLoss().orElseThrow();
            LayerFlow alone = last.layers().get(i);
            assertThat(alone.stepLoss()).isEmpty();
            assertThat(one.hidden().labelled()).isEqualTo(alone.hidden().labelled());
            for (int t = 0; t < 12; t++) {
                assertClose(one.hidden().norm(t, Scale.SUM), alone.hidden().norm(t, Scale.SUM));
            }
            assertThat(every.layers().get(i).judged().decay().orElseThrow().rate())
                    .isCloseTo(alone.judged().decay().orElseThrow().rate(), within(RELATIVE));
            assertThat(every.layers().get(i).verdict().kind())
                    .isEqualTo(alone.verdict().kind());
        }
    }

    private static void assertClose(double actual, double expected) {
        assertThat(actual / expected).isCloseTo(1, within(RELATIVE));
    }

    /**
     * Hochreiter and Schmidhuber's carousel: without recurrent weights dc_T/dc_t is the product of the forget gates.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0, 1})
    void withoutRecurrentWeightsTheCellStateForgetsByItsBias(double forgetBias) {
        Plan plan = Plan.of(Plan.lstm(forgetBias));
        MultiLayerNetwork network = plan.installed();
        network.getParam("0_RW").assign(0);
        DataSet data = plan.data(STEPS);
        data.getFeatures().muli(0); // so that the forget gate is the sigmoid of its bias
        LayerFlow flow = Plan.flowOf(network, data).layers().get(0);
        LagProfile cellState = flow.cellState().orElseThrow();
        double gate = 1 / (1 + Math.exp(-forgetBias));
        double injected = cellState.norm(STEPS - 1, Scale.SUM);
        for (int t = 0; t < STEPS; t++) {
            assertClose(cellState.norm(t, Scale.SUM) / injected, Math.pow(gate, STEPS - 1 - t));
        }
        assertThat(cellState.decay().orElseThrow().rate()).isCloseTo(gate, within(RELATIVE));
        assertThat(flow.hidden().decay()).isEmpty(); // nothing comes back by way of h: zeros, which say so
        assertThat(flow.hidden().norm(STEPS - 2, Scale.SUM)).isZero();
        assertThat(flow.verdict().kind()).isEqualTo(Verdict.Kind.VANISHING);
        assertThat(flow.verdict().arrived()).isCloseTo(Math.pow(gate, STEPS - 1), within(1e-15));
    }
}
