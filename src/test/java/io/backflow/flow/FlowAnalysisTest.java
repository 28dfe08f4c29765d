// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.flow.contribution.ContributionRecord;
import io.backflow.flow.contribution.internal.RecurrentContributions;
import io.backflow.flow.jacobian.JacobianOptions;
import io.backflow.flow.jacobian.JacobianRecord;
import io.backflow.flow.jacobian.internal.JacobianMeter;
import io.backflow.flow.jacobian.internal.MaskedSteps;
import io.backflow.flow.jacobian.internal.RecurrentWeights;
import io.backflow.recurrent.BackwardObserver;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.recurrent.internal.InstalledLayers;
import io.backflow.recurrent.internal.layer.InstalledLayer;
import io.backflow.regularizer.VanishingGradientRegularizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * The Jacobians and contributions of networks in training against the pure functions on what other means saw of the
 * same passes.
 */
class FlowAnalysisTest {

    private static final int STEPS = 9;

    /** Of the miss: some hundred roundings of either type. */
    private static final double DOUBLE = 1e-12;

    private static final double FLOAT = 1e-5;

    static Stream<Arguments> networks() {
        return Stream.of("rnn", "lstm", "gru")
                .flatMap(cell -> Stream.of(DataType.DOUBLE, DataType.FLOAT)
                        .flatMap(type -> Stream.of(0, 3).map(segment -> Arguments.of(cell, type, segment))));
    }

    @ParameterizedTest(name = "{0}, {1}, segments of {2}")
    @MethodSource("networks")
    void areThoseOfThePureFunctions(String cell, DataType type, int segment) {
        Plan plan = Plan.of(Plan.cell(cell)).in(type).with(new Adam(0.05));
        Watched watched = new Watched(segment > 0 ? plan.truncated(segment) : plan);
        List<FlowRecord> records = watched.train(watched.plan.data(STEPS));
        assertThat(records).hasSameSizeAs(watched.passes).hasSizeGreaterThanOrEqualTo(3);
        for (int i = 0; i < records.size(); i++) {
            LayerFlow layer = records.get(i).layers().get(0);
            BackwardTrace trace = watched.passes.get(i).trace();
            JacobianRecord expected = new JacobianMeter(JacobianOptions.DEFAULT)
                    .measure(watched.weights.get(i), trace, MaskedSteps.NONE, trace.steps() - 1);
            assertThat(layer.jacobians()).hasValue(expected);
            assertThat(expected.products()).isNotEmpty();
            ContributionRecord parts = layer.contributions().orElseThrow();
            assertThat(parts).isEqualTo(RecurrentContributions.of(trace, watched.gradients.get(i)));
            assertThat(parts.relativeMiss()).isLessThan(type == DataType.DOUBLE ? DOUBLE : FLOAT);
        }
    }

    @Test
    void maskedStepsAreHeld() {
        Plan plan = Plan.of(Plan.gru());
        Watched watched = new Watched(plan);
        DataSet data = plan.data(STEPS);
        INDArray mask = Nd4j.ones(DataType.DOUBLE, Plan.BATCH, STEPS);
        for (int b = 1; b < Plan.BATCH; b++) {
            mask.putScalar(b, STEPS - b, 0);
        }
        data.setFeaturesMaskArray(mask);
        LayerFlow layer = watched.train(data).get(0).layers().get(0);
        JacobianRecord actual = layer.jacobians().orElseThrow();
        JacobianMeter meter = new JacobianMeter(JacobianOptions.DEFAULT);
        BackwardTrace trace = watched.passes.get(0).trace();
        MaskedSteps masked = (t, b) -> mask.getDouble(b, t) == 0;
        assertThat(actual).isEqualTo(meter.measure(watched.weights.get(0), trace, masked, actual.to()));
        assertThat(actual).isNotEqualTo(meter.measure(watched.weights.get(0), trace, MaskedSteps.NONE, actual.to()));
        assertThat(layer.contributions().orElseThrow().relativeMiss()).isLessThan(DOUBLE);
    }

    /** Omega's gradient is no part of the loss's: the parts sum to the gradient without it. */
    @Test
    void aRegularizerHasNoPartInTheMiss() {
        Watched watched = new Watched(Plan.of(Plan.rnn(Activation.TANH)));
        new VanishingGradientRegularizer(4.0).attach(watched.network);
        ContributionRecord parts = watched.train(watched.plan.data(STEPS))
                .get(0)
                .layers()
                .get(0)
                .contributions()
                .orElseThrow();
        assertThat(parts.relativeMiss()).isLessThan(DOUBLE);
        BackwardTrace trace = watched.passes.get(0).trace();
        assertThat(RecurrentContributions.of(trace, watched.gradients.get(0)).relativeMiss())
                .as("against the gradient that is applied")
                .isGreaterThan(1e-3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rnn", "lstm", "gru"})
    void theIdentityHoldsWhereErrorsAreClippedAtEveryStep(String cell) {
        Plan plan = Plan.of(Plan.cell(cell)).atEveryStep();
        Watched watched = new Watched(plan);
        RecurrentLayers.clipThroughTime(
                watched.network,
                new ThroughTimeClipping(ThroughTimeClipping.Target.PRE_ACTIVATION, ThroughTimeClipping.By.VALUE, 0.01),
                clipped -> {});
        LayerFlow layer = watched.train(plan.data(STEPS)).get(0).layers().get(0);
        assertThat(layer.contributions().orElseThrow().relativeMiss()).isLessThan(DOUBLE);
    }

    @Test
    void eachDirectionHasItsOwn() {
        Plan plan = Plan.of(
                new Bidirectional(Bidirectional.Mode.CONCAT, Plan.lstm(1)),
                new Bidirectional(Bidirectional.Mode.ADD, Plan.gru()));
        Watched watched = new Watched(plan.atEveryStep());
        FlowRecord flow = watched.train(watched.plan.data(STEPS)).get(0);
        assertThat(flow.layers()).hasSize(4);
        for (LayerFlow layer : flow.layers()) {
            String key = layer.layer().charAt("layer".length()) + (layer.reversed() ? "_bRW" : "_fRW");
            ContributionRecord parts = layer.contributions().orElseThrow();
            assertThat(parts.relativeMiss()).isLessThan(DOUBLE);
            INDArray gradient = Objects.requireNonNull(watched.all.get(0).get(key));
            assertThat(parts).isEqualTo(RecurrentContributions.of(watched.pass(layer.layer()), gradient));
            LayerFlow.StepLoss one = layer.stepLoss().orElseThrow();
            assertThat(one.contributions().orElseThrow().lossStep())
                    .as("in the order in which the layer reads")
                    .hasValue(layer.reversed() ? STEPS - 1 - one.step() : one.step());
            assertThat(layer.jacobians().orElseThrow().to()).isEqualTo(STEPS - 1);
        }
        assertThat(InstalledLayers.of(watched.network))
                .extracting(InstalledLayer::layer)
                .containsExactlyInAnyOrderElementsOf(
                        flow.layers().stream().map(LayerFlow::layer).toList());
    }

    /** dL_t/dR by lag is the gradient of a network whose other labels are masked. */
    @ParameterizedTest
    @ValueSource(strings = {"rnn", "lstm", "gru"})
    void oneStepsLossIsSplitByLag(String cell) {
        Plan plan = Plan.of(Plan.cell(cell)).atEveryStep();
        DataSet data = plan.data(STEPS);
        LayerFlow.StepLoss one =
                Plan.flowOf(plan.installed(), data).layers().get(0).stepLoss().orElseThrow();
        Watched alone = new Watched(plan);
        INDArray last = Nd4j.zeros(DataType.DOUBLE, Plan.BATCH, STEPS);
        last.getColumn(STEPS - 1).assign(1);
        data.setLabelsMaskArray(last);
        ContributionRecord expected =
                alone.train(data).get(0).layers().get(0).contributions().orElseThrow();
        ContributionRecord actual = one.contributions().orElseThrow();
        assertThat(actual.miss()).isNaN();
        for (int k = 0; k < STEPS; k++) {
            assertThat(actual.lag(actual.steps().get(k))).isEqualTo(STEPS - 1 - k);
            assertThat(Math.abs(actual.steps().get(k).norm()
                            - expected.steps().get(k).norm()))
                    .isLessThanOrEqualTo(DOUBLE * expected.totalNorm());
        }
    }

    @Test
    void aNetworkThatHasDivergedIsRecordedAsSuch() {
        Watched watched = new Watched(Plan.of(Plan.lstm(1)));
        watched.network.getParam("0_RW").putScalar(0, 0, Double.NaN);
        LayerFlow layer =
                watched.train(watched.plan.data(STEPS)).get(0).layers().get(0);
        assertThat(layer.verdict().kind()).isEqualTo(Verdict.Kind.DIVERGED);
        assertThat(layer.contributions().orElseThrow().relativeMiss()).isNaN();
        assertThat(layer.jacobians().orElseThrow().products())
                .allSatisfy(
                        product -> assertThat(product.spectrum().log10Sigma()).isNaN());
    }

    /** A network in training with everything recorded, and what the pure functions need, from elsewhere. */
    private static final class Watched {

        final Plan plan;
        final MultiLayerNetwork network;
        final List<BackwardPass> passes = new ArrayList<>();
        final List<RecurrentWeights> weights = new ArrayList<>();
        final List<INDArray> gradients = new ArrayList<>();
        final List<Map<String, INDArray>> all = new ArrayList<>();

        Watched(Plan plan) {
            this.plan = plan;
            network = plan.installed();
            RecurrentLayers.addObserver(network, new BackwardObserver() {
                @Override
                public boolean wantsActivations(int iteration) {
                    return true;
                }

                @Override
                public boolean wantsErrors(int iteration) {
                    return true;
                }

                @Override
                public void accept(BackwardPass pass) {
                    passes.add(pass);
                }
            });
            network.setListeners(new BaseTrainingListener() {
                @Override
                public void onGradientCalculation(Model model) {
                    Map<String, INDArray> copies = new HashMap<>();
                    network.gradient().gradientForVariable().forEach((key, view) -> copies.put(key, view.dup()));
                    all.add(copies);
                    InstalledLayer first = InstalledLayers.of(network).get(0);
                    if (copies.containsKey("0_RW")) {
                        gradients.add(copies.get("0_RW"));
                        weights.add(
                                RecurrentWeights.of(first.cell(), network.getParam("0_RW"), network.getParam("0_b")));
                    }
                }
            });
        }

        BackwardTrace pass(String layer) {
            return passes.stream()
                    .filter(pass -> pass.layer().equals(layer))
                    .findFirst()
                    .orElseThrow()
                    .trace();
        }

        List<FlowRecord> train(DataSet data) {
            return Plan.flowsOf(network, FlowListenerTest.EVERYTHING, () -> {
                for (int i = 0; i < 3; i++) {
                    network.fit(data);
                }
            });
        }
    }
}
