// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.flow.gate.GateFlow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Without recurrent weights a gate is a function of the input of its step: against loops over examples and units. */
class GateFlowTest {

    /** Sums of 20 activations in double. */
    private static final double TOLERANCE = 1e-12;

    private static final int STEPS = 6;

    @ParameterizedTest(name = "masked {0}")
    @ValueSource(booleans = {false, true})
    void figuresAreThoseOfTheActivations(boolean masked) {
        Plan plan = Plan.of(Plan.lstm(1));
        MultiLayerNetwork network = plan.installed();
        network.getParam("0_RW").assign(0);
        network.getParam("0_W").muli(4);
        DataSet data = plan.data(STEPS);
        if (masked) {
            INDArray mask = Nd4j.ones(DataType.DOUBLE, Plan.BATCH, STEPS);
            mask.putScalar(1, STEPS - 1, 0);
            mask.putScalar(2, STEPS - 1, 0);
            mask.putScalar(2, STEPS - 2, 0);
            data.setFeaturesMaskArray(mask);
        }
        LayerFlow flow = Plan.flowOf(network, data).layers().get(0);
        assertThat(flow.hidden().labelled().count()).isEqualTo(masked ? 3 : 1);
        assertThat(flow.gates()).extracting(GateFlow::gate).containsExactly("forget", "output", "input");
        for (int k = 0; k < 3; k++) {
            GateFlow gate = flow.gates().get(k);
            GateFlow.Quantiles quantiles = gate.quantiles().orElseThrow();
            for (int t = 0; t < STEPS; t++) {
                List<Double> values = gate(network, data, k + 1, t);
                assertThat(values).hasSize((Plan.BATCH - (masked ? Math.max(0, t - 3) : 0)) * Plan.UNITS);
                assertThat(gate.means()[t])
                        .isCloseTo(values.stream().mapToDouble(v -> v).average().orElseThrow(), within(TOLERANCE));
                assertThat(gate.saturated()[t])
                        .isCloseTo(
                                (double) values.stream()
                                                .filter(v -> v <= 0.05 || v >= 0.95)
                                                .count()
                                        / values.size(),
                                within(TOLERANCE));
                assertThat(quantiles.p10()[t]).isCloseTo(quantile(values, 0.1), within(TOLERANCE));
                assertThat(quantiles.p50()[t]).isCloseTo(quantile(values, 0.5), within(TOLERANCE));
                assertThat(quantiles.p90()[t]).isCloseTo(quantile(values, 0.9), within(TOLERANCE));
            }
        }
    }

    /** The share {@code share (n - 1)} of the way along the ordered values, by straight lines. */
    private static double quantile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        double place = share * (sorted.size() - 1);
        double low = sorted.get((int) Math.floor(place));
        double high = sorted.get((int) Math.ceil(place));
        return low * (1 - place % 1) + high * (place % 1);
    }

    private static List<Double> gate(MultiLayerNetwork network, DataSet data, int gate, int t) {
        List<Double> values = new ArrayList<>();
        INDArray mask = data.getFeaturesMaskArray();
        for (int b = 0; b < Plan.BATCH; b++) {
            if (mask != null && mask.getDouble(b, t) == 0) {
                continue;
            }
            for (int u = 0; u < Plan.UNITS; u++) {
                double z = network.getParam("0_b").getDouble(gate * Plan.UNITS + u);
                for (int i = 0; i < Plan.INPUTS; i++) {
                    z += data.getFeatures().getDouble(b, i, t)
                            * network.getParam("0_W").getDouble(i, gate * Plan.UNITS + u);
                }
                values.add(1 / (1 + Math.exp(-z)));
            }
        }
        return Collections.unmodifiableList(values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn", "lstm", "gru"})
    void saturatedStatesAreThoseNearTheBoundsOfTanh(String cell) {
        Plan plan = Plan.of(Plan.cell(cell)).atEveryStep();
        MultiLayerNetwork network = plan.installed();
        network.getParam("0_W").muli(20);
        DataSet data = plan.data(STEPS);
        List<INDArray> activations = network.feedForward(data.getFeatures());
        double[] shares =
                Plan.flowOf(network, data).layers().get(0).saturatedStates().orElseThrow();
        INDArray h = activations.get(1);
        double total = 0;
        for (int t = 0; t < STEPS; t++) {
            int saturated = 0;
            for (int b = 0; b < Plan.BATCH; b++) {
                for (int u = 0; u < Plan.UNITS; u++) {
                    saturated += Math.abs(h.getDouble(b, u, t)) >= 0.9 ? 1 : 0;
                }
            }
            assertThat(shares[t]).isCloseTo((double) saturated / Plan.BATCH / Plan.UNITS, within(TOLERANCE));
            total += shares[t];
        }
        assertThat(total).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TANH", "RELU", "IDENTITY"})
    void aCellWithoutGatesHasNone(Activation activation) {
        Plan plan = Plan.of(Plan.rnn(activation));
        assertThat(Plan.flowOf(plan.installed(), plan.data(STEPS))
                        .layers()
                        .get(0)
                        .gates())
                .isEmpty();
    }
}
