// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.flow.FlowConfig.GateCapture;
import io.backflow.flow.Verdict.Kind;
import io.backflow.flow.profile.LabelledSteps;
import io.backflow.flow.profile.LagProfile;
import io.backflow.gradient.Scale;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Where errors enter at many steps, which step's loss is followed by itself, and what is said without it. */
class MixedLossesTest {

    /** A few hundred roundings of 1e-16 relative to the result. */
    private static final double RELATIVE = 1e-12;

    private static final int STEPS = 20;

    private static final FlowConfig WITHOUT = FlowConfig.profiles(1, GateCapture.NONE, false);

    private static final FlowConfig WITH = FlowConfig.profiles(1, GateCapture.NONE, true);

    /** Labels the steps from one on up to another, exclusive. */
    private static DataSet labelled(Plan plan, int from, int to) {
        DataSet data = plan.data(STEPS);
        INDArray mask = Nd4j.zeros(DataType.DOUBLE, Plan.BATCH, STEPS);
        for (int t = from; t < to; t++) {
            mask.getColumn(t).assign(1);
        }
        data.setLabelsMaskArray(mask);
        return data;
    }

    private static FlowRecord flow(MultiLayerNetwork network, FlowConfig config, DataSet data) {
        return Plan.flowsOf(network, config, () -> network.fit(data)).get(0);
    }

    /** A network that forgets half in each step looks healthy over the two steps before the first label. */
    @ParameterizedTest
    @CsvSource({"0, 0, false", "2, 2, false", "9, 9, false", "10, 10, true", "15, 15, true"})
    void aFewStepsBeforeTheFirstLabelDoNotMakeAHealthyFlow(int from, int lags, boolean seen) {
        Plan plan = Plan.of(Plan.rnn(Activation.IDENTITY)).atEveryStep();
        MultiLayerNetwork network = plan.installed();
        network.getParam("0_RW")
                .assign(Nd4j.eye(Plan.UNITS).castTo(DataType.DOUBLE).muli(0.5));
        DataSet data = labelled(plan, from, STEPS);
        LayerFlow without = flow(network, WITHOUT, data).layers().get(0);
        assertThat(without.verdict().kind()).isEqualTo(seen ? Kind.VANISHING : Kind.UNDETERMINED);
        assertThat(without.verdict().lags()).isEqualTo(lags);
        LayerFlow with = flow(network, WITH, data).layers().get(0);
        assertThat(with.verdict().kind()).isEqualTo(Kind.VANISHING);
        assertThat(with.stepLoss().isPresent()).isNotEqualTo(seen);
        assertThat(with.verdict().lags()).isEqualTo(seen ? lags : STEPS - 1);
        assertThat(with.judged().decay().orElseThrow().rate()).isCloseTo(0.5, within(RELATIVE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn", "lstm", "gru"})
    void theChosenStepsLossIsThatOfANetworkWhoseOtherLabelsAreMasked(String cell) {
        Plan plan = Plan.of(Plan.cell(cell), Plan.cell(cell)).atEveryStep();
        MultiLayerNetwork network = plan.installed();
        int chosen = 12;
        FlowRecord flow = flow(network, WITH.withLossStep(chosen), plan.data(STEPS));
        FlowRecord alone = flow(network, WITH, labelled(plan, chosen, chosen + 1));
        for (int i = 0; i < 2; i++) {
            LayerFlow.StepLoss one = flow.layers().get(i).stepLoss().orElseThrow();
            LayerFlow expected = alone.layers().get(i);
            assertThat(one.step()).isEqualTo(chosen);
            assertThat(one.hidden().labelled()).isEqualTo(new LabelledSteps(chosen, chosen, 1));
            for (int t = 0; t < STEPS; t++) {
                assertThat(one.hidden().norm(t, Scale.SUM))
                        .isCloseTo(expected.hidden().norm(t, Scale.SUM), within(RELATIVE));
            }
            assertThat(flow.layers().get(i).verdict().lags()).isEqualTo(chosen);
        }
    }

    /** The step is asked for, and followed wherever there are several; where it has no label, the last one that has. */
    @ParameterizedTest
    @CsvSource({"14, 16, 16", "14, 19, 19", "14, 13, 19", "14, 500, 19", "0, 0, 0"})
    void theChosenStepIsOneOfTheLabelled(int from, int chosen, int followed) {
        Plan plan = Plan.of(Plan.gru()).atEveryStep();
        LayerFlow layer = flow(plan.installed(), WITH.withLossStep(chosen), labelled(plan, from, STEPS))
                .layers()
                .get(0);
        assertThat(layer.stepLoss().orElseThrow().step()).isEqualTo(followed);
    }

    /**
     * In the direction that reads backwards, the way back from the last step is none, and that from the first the
     * longest.
     */
    @Test
    void layersThatReadBackwardsAreJudgedByTheFirstStepsLoss() {
        Plan plan = Plan.of(both(), both()).atEveryStep();
        MultiLayerNetwork network = plan.installed();
        FlowRecord flow = flow(network, FlowListenerTest.EVERYTHING, plan.data(STEPS));
        FlowRecord ofFirst = flow(network, WITH, labelled(plan, 0, 1));
        FlowRecord ofLast = flow(network, WITH, labelled(plan, STEPS - 1, STEPS));
        assertThat(flow.layers()).hasSize(4);
        for (int i = 0; i < 4; i++) {
            LayerFlow layer = flow.layers().get(i);
            LayerFlow.StepLoss one = layer.stepLoss().orElseThrow();
            assertThat(one.step()).isEqualTo(layer.reversed() ? 0 : STEPS - 1);
            assertThat(layer.verdict().lags()).isEqualTo(STEPS - 1);
            LagProfile expected =
                    (layer.reversed() ? ofFirst : ofLast).layers().get(i).hidden();
            for (int t = 0; t < STEPS; t++) {
                assertThat(one.hidden().norm(t, Scale.SUM)).isCloseTo(expected.norm(t, Scale.SUM), within(RELATIVE));
            }
            assertThat(one.contributions().orElseThrow().lossStep()).hasValue(STEPS - 1);
        }
    }

    private static Layer both() {
        return new Bidirectional(Bidirectional.Mode.CONCAT, Plan.lstm(1));
    }

    /** Sequences that end at different steps have errors at several, but no step has a loss of its own. */
    @Test
    void aLossOfTheWholeSequenceIsNoStepsLoss() {
        Plan plan = Plan.of(both());
        DataSet data = plan.data(STEPS);
        INDArray mask = Nd4j.zeros(DataType.DOUBLE, Plan.BATCH, STEPS);
        List<Integer> lengths = List.of(STEPS, 7, 4, 12);
        for (int b = 0; b < Plan.BATCH; b++) {
            for (int t = 0; t < lengths.get(b); t++) {
                mask.putScalar(b, t, 1);
            }
        }
        data.setFeaturesMaskArray(mask);
        FlowRecord flow = flow(plan.installed(), WITH, data);
        assertThat(flow.layers()).hasSize(2).allSatisfy(layer -> {
            assertThat(layer.hidden().labelled().count()).isGreaterThan(1);
            assertThat(layer.stepLoss()).isEmpty();
        });
    }

    /** The loss of the step that is followed is finite, and the network has diverged all the same. */
    @Test
    void aStepWhoseErrorIsNoNumberIsNotHiddenByTheOneThatIsFollowed() {
        Plan plan = Plan.of(Plan.lstm(1)).atEveryStep();
        DataSet data = plan.data(STEPS);
        data.getLabels().putScalar(new int[] {0, 0, 3}, Double.NaN);
        FlowRecord flow = flow(plan.installed(), FlowListenerTest.EVERYTHING, data);
        LayerFlow layer = flow.layers().get(0);
        assertThat(flow.verdict()).isEqualTo(Kind.DIVERGED);
        assertThat(layer.verdict().reason()).contains("at step 3");
        assertThat(layer.hidden().nonFinite()).isEqualTo(4);
        assertThat(layer.stepLoss().orElseThrow().hidden().nonFinite()).isZero();
    }

    /** One step has no lag, and no label no error; everything else is there. */
    @ParameterizedTest
    @CsvSource({"1, 0, 1, errors enter at the first step already", "20, 0, 0, no error enters"})
    void whereThereIsNothingToCompareItSaysSo(int steps, int from, int to, String reason) {
        Plan plan = Plan.of(Plan.lstm(1)).atEveryStep();
        DataSet data = steps == 1 ? plan.data(1) : labelled(plan, from, to);
        LayerFlow layer = flow(plan.installed(), FlowListenerTest.EVERYTHING, data)
                .layers()
                .get(0);
        assertThat(layer.verdict())
                .returns(Kind.UNDETERMINED, Verdict::kind)
                .returns(reason, Verdict::reason)
                .returns(0, Verdict::lags);
        assertThat(layer.stepLoss()).isEmpty();
        assertThat(layer.judged().decay()).isEmpty();
        assertThat(layer.gates()).hasSize(3);
        assertThat(layer.contributions()).isPresent();
        assertThat(layer.jacobians()).isPresent();
    }
}
