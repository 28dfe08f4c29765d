// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.flow.Verdict.Kind;
import io.backflow.gradient.Scale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/** The verdict on networks, in float, whose flow is known. */
class VerdictCalibrationTest {

    private static final int STEPS = 50;

    private static Verdict verdict(MultiLayerNetwork network, DataSet data) {
        return Plan.flowOf(network, data).layers().get(0).verdict();
    }

    private static MultiLayerNetwork scaledOrthogonal(Plan plan, double scale) {
        MultiLayerNetwork network = plan.installed();
        double[][] q = Plan.orthogonal(Plan.UNITS, 3);
        for (int i = 0; i < Plan.UNITS; i++) {
            for (int j = 0; j < Plan.UNITS; j++) {
                network.getParam("0_RW").putScalar(i, j, scale * q[i][j]);
            }
        }
        return network;
    }

    @ParameterizedTest
    @CsvSource({"0.5, VANISHING", "0.9, VANISHING", "1, HEALTHY", "1.1, EXPLODING", "2, EXPLODING"})
    void linearNetworksFollowTheirScale(double scale, Kind kind) {
        Plan plan = Plan.of(Plan.rnn(Activation.IDENTITY)).in(DataType.FLOAT);
        assertThat(verdict(scaledOrthogonal(plan, scale), plan.data(STEPS)).kind())
                .isEqualTo(kind);
    }

    /**
     * 200 steps of 0.5 underflow a float, which is counted and vanishing all the same; 200 of 1.2 do not overflow, and
     * 200 of 10 do.
     */
    @ParameterizedTest
    @CsvSource({"0.5, VANISHING", "1.2, EXPLODING", "10, DIVERGED"})
    void extremesAreJudgedToo(double scale, Kind kind) {
        Plan plan = Plan.of(Plan.rnn(Activation.IDENTITY)).in(DataType.FLOAT);
        FlowRecord flow = Plan.flowOf(scaledOrthogonal(plan, scale), plan.data(200));
        assertThat(flow.verdict()).isEqualTo(kind);
        if (kind == Kind.VANISHING) {
            assertThat(flow.layers().get(0).hidden().decay().orElseThrow()).satisfies(decay -> {
                assertThat(decay.rate()).isBetween(0.4999, 0.5001);
                assertThat(decay.underflows()).isPositive();
                assertThat(decay.zeros()).isPositive();
                assertThat(decay.points() + decay.underflows() + decay.zeros()).isEqualTo(200);
            });
            assertThat(flow.layers().get(0).hidden().shareInPast()).isBetween(0.8, 0.9);
        }
    }

    @ParameterizedTest
    @CsvSource({"-5, VANISHING", "0, VANISHING", "1, VANISHING", "5, HEALTHY"})
    void lstmsFollowTheirForgetBias(double bias, Kind kind) {
        Plan plan = Plan.of(Plan.lstm(bias)).in(DataType.FLOAT);
        MultiLayerNetwork network = plan.installed();
        network.getParam("0_RW").muli(0.01);
        DataSet data = plan.data(STEPS);
        data.getFeatures().muli(0.1);
        assertThat(verdict(network, data).kind()).isEqualTo(kind);
    }

    @Test
    void aNetworkThatHasLearntItsTaskIsJudgedByItsFlow() {
        Plan plan = Plan.of(Plan.lstm(5)).in(DataType.FLOAT).with(new Adam(0.02));
        MultiLayerNetwork network = plan.installed();
        DataSet data = plan.data(20);
        LayerFlow before = Plan.flowOf(network, data).layers().get(0);
        for (int i = 0; i < 1500; i++) {
            network.fit(data);
        }
        FlowRecord after = Plan.flowOf(network, data);
        assertThat(after.loss()).isLessThan(1e-6);
        LayerFlow layer = after.layers().get(0);
        int last = 19;
        assertThat(layer.hidden().norm(last, Scale.MEAN))
                .isLessThan(1e-3 * before.hidden().norm(last, Scale.MEAN));
        assertThat(before.verdict().kind()).isEqualTo(Kind.HEALTHY);
        assertThat(layer.verdict().kind()).isEqualTo(Kind.HEALTHY);
    }

    @Test
    void withoutAnyErrorThereIsNothingToJudge() {
        Plan plan = Plan.of(Plan.rnn(Activation.TANH)).in(DataType.FLOAT);
        MultiLayerNetwork network = plan.installed();
        INDArray features = plan.data(STEPS).getFeatures();
        INDArray output = network.output(features);
        assertThat(verdict(network, new DataSet(features, output)).kind()).isEqualTo(Kind.UNDETERMINED);
    }

    @Test
    void errorsAtEveryStepHideTheFlow() {
        Plan plan = Plan.of(Plan.rnn(Activation.TANH)).atEveryStep();
        MultiLayerNetwork network = plan.installed();
        DataSet data = plan.data(STEPS);
        FlowConfig without = FlowConfig.profiles(1, FlowConfig.GateCapture.NONE, false);
        FlowRecord flow =
                Plan.flowsOf(network, without, () -> network.fit(data)).get(0);
        assertThat(flow.layers().get(0).verdict())
                .returns(Kind.UNDETERMINED, Verdict::kind)
                .returns("errors enter at the first step already", Verdict::reason);
    }

    /** With errors at every step the loss of the last one is followed by itself. */
    @ParameterizedTest
    @CsvSource({"0.5, VANISHING", "0.9, VANISHING", "1, HEALTHY", "1.1, EXPLODING", "2, EXPLODING"})
    void oneStepsLossShowsWhatTheOthersHide(double scale, Kind kind) {
        Plan plan = Plan.of(Plan.rnn(Activation.IDENTITY)).atEveryStep().in(DataType.FLOAT);
        LayerFlow flow = Plan.flowOf(scaledOrthogonal(plan, scale), plan.data(STEPS))
                .layers()
                .get(0);
        assertThat(flow.verdict().kind()).isEqualTo(kind);
        assertThat(flow.stepLoss().orElseThrow().step()).isEqualTo(STEPS - 1);
        assertThat(flow.judged().decay().orElseThrow().rate()).isBetween(0.999 * scale, 1.001 * scale);
    }

    @Test
    void weightsThatAreNotNumbersHaveDiverged() {
        Plan plan = Plan.of(Plan.lstm(1)).in(DataType.FLOAT);
        MultiLayerNetwork network = plan.installed();
        network.getParam("0_RW").putScalar(0, 0, Float.NaN);
        FlowRecord flow = Plan.flowOf(network, plan.data(STEPS));
        assertThat(flow.verdict()).isEqualTo(Kind.DIVERGED);
        assertThat(flow.loss()).isNaN();
    }
}
