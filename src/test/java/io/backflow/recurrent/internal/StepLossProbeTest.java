// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.gradient.Bits;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.Prober;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.Sequences;
import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.recurrent.Trainee;
import io.backflow.recurrent.gru.GRU;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.dropout.AlphaDropout;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.GaussianDropout;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
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
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** One step's loss against a network whose label mask keeps that step alone. */
class StepLossProbeTest {

    private static final int BATCH = 3;
    private static final int STEPS = 6;

    private static Layer lstm() {
        return new LSTM.Builder().nOut(4).activation(Activation.TANH).build();
    }

    private static SimpleRnn.Builder rnn() {
        return new SimpleRnn.Builder().nOut(3).activation(Activation.TANH);
    }

    private static Layer output(LossFunction loss) {
        return new RnnOutputLayer.Builder(loss)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .build();
    }

    private static Layer dense() {
        return new DenseLayer.Builder()
                .nOut(5)
                .activation(Activation.TANH)
                .dropOut(new GaussianDropout(0.3))
                .build();
    }

    static Stream<Arguments> networks() {
        List<Arguments> cases = new ArrayList<>();
        Layer gru = new GRU.Builder().nOut(3).build();
        Layer two = new Bidirectional(Bidirectional.Mode.CONCAT, lstm());
        Layer dropped = rnn().dropOut(new Dropout(0.7)).build();
        Layer alpha = new LSTM.Builder()
                .nOut(4)
                .activation(Activation.TANH)
                .dropOut(new AlphaDropout(0.8))
                .build();
        for (boolean graph : new boolean[] {true, false}) {
            for (RNNFormat format : RNNFormat.values()) {
                add(cases, "stacked", graph, format, lstm(), rnn().build(), gru, output(LossFunction.MSE));
                add(cases, "two-way", graph, format, lstm(), two, rnn().build(), output(LossFunction.MSE));
                add(cases, "theirs on top", graph, format, lstm(), output(LossFunction.L1));
            }
            add(cases, "dropout", graph, RNNFormat.NCW, lstm(), dropped, alpha, output(LossFunction.MSE));
            add(cases, "dense between", graph, RNNFormat.NCW, lstm(), dense(), gru, output(LossFunction.MSE));
        }
        return cases.stream();
    }

    /** Without those that differ from others in nothing but the format. */
    static Stream<Arguments> trained() {
        return networks().filter(c -> ((Trainee.Plan) c.get()[1]).format() == RNNFormat.NCW);
    }

    private static void add(List<Arguments> cases, String name, boolean graph, RNNFormat format, Layer... layers) {
        cases.add(Arguments.of(name, Trainee.Plan.of(layers).asGraph(graph).in(format)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("networks")
    void isWhatALabelMaskThatKeepsTheStepAloneGives(String name, Trainee.Plan plan) {
        int step = 3;
        DataSet data = Sequences.regression(plan, BATCH, 2, STEPS);
        Trainee probed = plan.build();
        probed.install();
        Prober prober = new Prober(step, step);
        probed.listen(prober);
        Nd4j.getRandom().setSeed(5);
        probed.fit(data);

        Trainee masked = plan.build();
        masked.install();
        List<BackwardPass> expected = Prober.watch(masked);
        INDArray mask = Nd4j.zeros(DataType.DOUBLE, BATCH, STEPS);
        mask.getColumn(step).assign(1);
        data.setLabelsMaskArray(mask);
        Nd4j.getRandom().setSeed(5);
        masked.calculate(data);

        assertThat(expected).isNotEmpty();
        for (List<BackwardPass> passes : prober.passes) {
            assertThat(passes).hasSameSizeAs(expected);
            for (int i = 0; i < passes.size(); i++) {
                Prober.assertSame(passes.get(i), expected.get(i));
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("trained")
    void trainingIsBitIdenticalWithAndWithoutIt(String name, Trainee.Plan plan) {
        Trainee.Plan floats = plan.in(DataType.FLOAT).with(new Adam(0.01));
        DataSet data = Sequences.regression(floats, BATCH, 2, STEPS);
        Trainee probed = floats.build();
        Trainee alone = floats.build();
        probed.install();
        alone.install();
        List<BackwardPass> seen = Prober.watch(probed);
        probed.listen(new Prober(0, STEPS - 1));
        Nd4j.getRandom().setSeed(5);
        for (int i = 0; i < 50; i++) {
            probed.fit(data);
        }
        Nd4j.getRandom().setSeed(5);
        for (int i = 0; i < 50; i++) {
            alone.fit(data);
        }
        assertThat(Bits.of(probed.params())).isEqualTo(Bits.of(alone.params()));
        assertThat(probed.model().score()).isEqualTo(alone.model().score());
        // The observer has had the training's passes alone.
        assertThat(seen.size() % 50).isZero();
        assertThat(seen.get(0).trace().injected(2)).isPositive();
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void theStepsOfALinearBackwardPassSumToTheWhole(boolean graph) {
        Trainee.Plan plan = Trainee.Plan.of(lstm(), rnn().build(), output(LossFunction.MSE))
                .asGraph(graph)
                .truncated(3, 2);
        Trainee trainee = plan.build();
        trainee.install();
        List<BackwardPass> whole = Prober.watch(trainee);
        Prober prober = new Prober(0, 1, 2);
        trainee.listen(prober);
        trainee.fit(Sequences.regression(plan, BATCH, 2, STEPS));
        assertThat(whole).hasSize(4);
        for (int segment = 0; segment < 2; segment++) {
            for (int layer = 0; layer < 2; layer++) {
                BackwardTrace.StepErrors all =
                        whole.get(2 * segment + layer).trace().errors().orElseThrow();
                assertThat(whole.get(2 * segment + layer).trace().firstStep()).isEqualTo(1);
                for (int t = 1; t < 3; t++) {
                    double[] sum = new double[BATCH * all.units()];
                    for (int step = 0; step < 3; step++) {
                        double[] part = prober.passes
                                .get(3 * segment + step)
                                .get(layer)
                                .trace()
                                .errors()
                                .orElseThrow()
                                .step(BackwardTrace.StepErrors.STATE, t);
                        for (int i = 0; i < sum.length; i++) {
                            sum[i] += part[i];
                        }
                    }
                    assertThat(all.step(BackwardTrace.StepErrors.STATE, t))
                            .containsExactly(sum, within(Prober.TOLERANCE));
                }
            }
        }
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void aLossWithoutStepsIsTakenWhole(boolean graph) {
        Trainee.Plan plan = Trainee.Plan.of(
                        new LastTimeStep(lstm()),
                        new OutputLayer.Builder(LossFunction.MSE)
                                .nOut(2)
                                .activation(Activation.IDENTITY)
                                .build())
                .asGraph(graph);
        Trainee trainee = plan.build();
        trainee.install();
        List<BackwardPass> whole = Prober.watch(trainee);
        Prober prober = new Prober(0);
        trainee.listen(prober);
        DataSet data = Sequences.regression(plan, BATCH, 2, STEPS);
        trainee.fit(new DataSet(data.getFeatures(), Nd4j.ones(DataType.DOUBLE, BATCH, 2)));
        Prober.assertSame(prober.passes.get(0).get(0), whole.get(0));
    }

    @Test
    void isNotClipped() {
        Trainee.Plan plan = Trainee.Plan.of(lstm(), output(LossFunction.MSE));
        Trainee trainee = plan.build();
        trainee.install();
        RecurrentLayers.clipThroughTime(
                trainee.theNetwork(),
                new ThroughTimeClipping(ThroughTimeClipping.Target.HIDDEN, ThroughTimeClipping.By.VALUE, 1e-6),
                record -> {});
        List<BackwardPass> clipped = Prober.watch(trainee);
        Prober prober = new Prober(STEPS - 1);
        trainee.listen(prober);
        trainee.fit(Sequences.regression(plan, BATCH, 2, STEPS));
        assertThat(clipped.get(0).trace().hidden(STEPS - 1)).isLessThan(1e-5);
        assertThat(prober.passes.get(0).get(0).trace().hidden(STEPS - 1)).isGreaterThan(1e-3);
    }

    @Test
    @SuppressWarnings("deprecation")
    void refusesWhatForgetsItsForwardPassOrDrawsAgainAndStepsThatAreNot() {
        Trainee bad = Trainee.Plan.of(
                        lstm(),
                        new BatchNormalization.Builder().build(),
                        new RnnOutputLayer.Builder(LossFunction.MSE)
                                .nOut(2)
                                .dropOut(0.5)
                                .activation(Activation.IDENTITY)
                                .build())
                .build();
        assertThat(StepLossProbe.obstacles(bad.model())).hasSize(2);
        assertThatThrownBy(() -> StepLossProbe.prepare(bad.model(), Prober.ERRORS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("BatchNormalization")
                .hasMessageContaining("output layer with dropout");
        Trainee.Plan plan = Trainee.Plan.of(lstm(), output(LossFunction.MSE));
        Trainee trainee = plan.build();
        trainee.install();
        trainee.listen(new Prober(STEPS));
        assertThatThrownBy(() -> trainee.fit(Sequences.regression(plan, BATCH, 2, STEPS)))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("between 0 and 5, got 6");
    }
}
