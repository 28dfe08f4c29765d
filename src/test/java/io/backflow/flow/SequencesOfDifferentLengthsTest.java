// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.flow.Verdict.Kind;
import io.backflow.flow.profile.DecayFit;
import io.backflow.flow.profile.LagProfile;
import io.backflow.recurrent.DoubleByDefault;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** One loss at the end of each sequence: every example has lags of its own. */
@ExtendWith(DoubleByDefault.class)
class SequencesOfDifferentLengthsTest {

    /** A few hundred roundings of 1e-16 relative to the result. */
    private static final double RELATIVE = 1e-12;

    private static final int STEPS = 40;

    private static final List<Integer> LENGTHS = List.of(2, STEPS, 30, 35);

    /** What half of them reach. */
    private static final int LAGS = 34;

    private static DataSet masked(Plan plan) {
        DataSet data = plan.data(STEPS);
        INDArray mask = Nd4j.zeros(DataType.DOUBLE, Plan.BATCH, STEPS);
        for (int b = 0; b < Plan.BATCH; b++) {
            for (int t = 0; t < LENGTHS.get(b); t++) {
                mask.putScalar(b, t, 1);
            }
        }
        data.setFeaturesMaskArray(mask);
        return data;
    }

    /** By the steps of the batch, the two steps of the shortest would have to do: 0.5 is healthy over one lag. */
    @ParameterizedTest
    @CsvSource({"0.5, VANISHING", "0.9, HEALTHY", "1, HEALTHY", "1.2, EXPLODING"})
    void theRateIsThatOfTheWeights(double scale, Kind kind) {
        Plan plan = Plan.of(Plan.rnn(Activation.IDENTITY));
        MultiLayerNetwork network = plan.installed();
        double[][] q = Plan.orthogonal(Plan.UNITS, 3);
        network.getParam("0_RW").assign(Nd4j.create(q).muli(scale));
        LayerFlow layer = Plan.flowOf(network, masked(plan)).layers().get(0);
        DecayFit decay = layer.hidden().decay().orElseThrow();
        assertThat(layer.hidden().isByExample()).isTrue();
        assertThat(decay.rate()).isCloseTo(scale, within(RELATIVE));
        assertThat(decay.points()).isEqualTo(LAGS + 1);
        assertThat(layer.verdict()).returns(LAGS, Verdict::lags).returns(kind, Verdict::kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn", "lstm", "gru"})
    void whatArrivesIsThatOfEachExampleAlone(String cell) {
        Plan plan = Plan.of(Plan.lstm(2), Plan.cell(cell));
        MultiLayerNetwork network = plan.installed();
        DataSet data = masked(plan);
        FlowRecord together = Plan.flowOf(network, data);
        List<FlowRecord> alone = new ArrayList<>();
        for (int b = 0; b < Plan.BATCH; b++) {
            DataSet one = new DataSet(
                    data.getFeatures()
                            .get(
                                    NDArrayIndex.interval(b, b + 1),
                                    NDArrayIndex.all(),
                                    NDArrayIndex.interval(0, LENGTHS.get(b)))
                            .dup(),
                    data.getLabels()
                            .get(NDArrayIndex.interval(b, b + 1), NDArrayIndex.all())
                            .dup());
            alone.add(Plan.flowOf(network, one));
        }
        for (int i = 0; i < 2; i++) {
            int layer = i;
            assertAligned(
                    together.layers().get(i).hidden(),
                    alone.stream()
                            .map(flow -> flow.layers().get(layer).hidden().arriving())
                            .toList());
            together.layers()
                    .get(i)
                    .cellState()
                    .ifPresent(cellState -> assertAligned(
                            cellState,
                            alone.stream()
                                    .map(flow -> flow.layers()
                                            .get(layer)
                                            .cellState()
                                            .orElseThrow()
                                            .arriving())
                                    .toList()));
        }
    }

    private static void assertAligned(LagProfile together, List<double[]> alone) {
        double[] norms = together.arriving();
        assertThat(norms).hasSize(LAGS + 1);
        for (int lag = 0; lag <= LAGS; lag++) {
            double here = 0;
            double atTheEnd = 0;
            double all = 0;
            for (double[] example : alone) {
                all += example[0] * example[0];
                if (lag < example.length) {
                    here += example[lag] * example[lag];
                    atTheEnd += example[0] * example[0];
                }
            }
            assertThat(norms[lag] / Math.sqrt(all * here / atTheEnd)).isCloseTo(1, within(RELATIVE));
        }
    }

    /** A layer that reads backwards begins with what is masked, and passes it unchanged. */
    @Test
    void maskedStepsAreNotTakenForAWayBack() {
        Plan plan = Plan.of(new Bidirectional(Bidirectional.Mode.CONCAT, Plan.lstm(1)));
        FlowRecord flow = Plan.flowOf(plan.installed(), masked(plan));
        assertThat(flow.layers().get(0).hidden().isByExample()).isTrue();
        assertThat(flow.layers().get(0).verdict().lags()).isEqualTo(LAGS);
        assertThat(flow.layers().get(1).hidden().isByExample()).isFalse();
        assertThat(flow.layers().get(1).verdict().kind()).isEqualTo(Kind.UNDETERMINED);
    }
}
