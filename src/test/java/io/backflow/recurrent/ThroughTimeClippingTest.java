// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.gradient.Bits;
import io.backflow.gradient.internal.NonFiniteSteps;
import io.backflow.recurrent.ThroughTimeClipping.By;
import io.backflow.recurrent.ThroughTimeClipping.Target;
import io.backflow.setting.InvalidSettingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;
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
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class ThroughTimeClippingTest {

    private static final int BATCH = 3;
    private static final int STEPS = 8;

    private static LSTM lstm(double retain) {
        return new LSTM.Builder()
                .nOut(4)
                .activation(Activation.TANH)
                .dropOut(retain)
                .build();
    }

    private static Layer output() {
        return new RnnOutputLayer.Builder(LossFunction.MSE)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .build();
    }

    static Stream<Arguments> choices() {
        return Stream.of(true, false)
                .flatMap(graph -> Stream.of(Target.values())
                        .flatMap(target -> Stream.of(By.values())
                                .filter(by -> by != By.SEQUENCE || !graph)
                                .map(by -> Arguments.of(graph, target, by))));
    }

    @ParameterizedTest(name = "graph {0}, {1} by {2}")
    @MethodSource("choices")
    void aThresholdAboveEverythingLeavesTrainingBitIdentical(boolean graph, Target target, By by) {
        Trainee.Plan plan = Trainee.Plan.of(lstm(0.8), new Bidirectional(Bidirectional.Mode.ADD, lstm(0.9)), output())
                .asGraph(graph)
                .in(DataType.FLOAT)
                .with(new Adam(0.01));
        List<ThroughTimeClipping.ThroughTimeRecord> records = new ArrayList<>();
        Trainee clipped = plan.build();
        clipped.install();
        clip(clipped, new ThroughTimeClipping(target, by, 1e6), records);
        DataSet data = Sequences.regression(plan, BATCH, 2, STEPS);
        train(clipped, data);
        Trainee alone = plan.build();
        alone.install();
        train(alone, data);
        assertThat(Bits.of(clipped.params())).isEqualTo(Bits.of(alone.params()));
        assertThat(records).hasSize(3 * 50).allMatch(r -> r.clipped() == 0 && r.largestBefore() > 0);
        assertThat(records.stream()
                        .filter(ThroughTimeClipping.ThroughTimeRecord::reversed)
                        .map(ThroughTimeClipping.ThroughTimeRecord::layer))
                .hasSize(50)
                .allMatch(name -> name.endsWith("/backward"));
    }

    /** The random masks of dropout come from one generator of the process. */
    private static void train(Trainee trainee, DataSet data) {
        Nd4j.getRandom().setSeed(3);
        for (int i = 0; i < 50; i++) {
            trainee.fit(data);
        }
    }

    private static void clip(
            Trainee trainee, ThroughTimeClipping clipping, List<ThroughTimeClipping.ThroughTimeRecord> records) {
        if (trainee.isGraph()) {
            RecurrentLayers.clipThroughTime(trainee.theGraph(), clipping, records::add);
        } else {
            RecurrentLayers.clipThroughTime(trainee.theNetwork(), clipping, records::add);
        }
    }

    @ParameterizedTest(name = "graph {0}, {1} by {2}")
    @MethodSource("choices")
    void recordsHaveTheStepsThatTruncatedPassesReachAndObserversSeeWhatFlowsOn(boolean graph, Target target, By by) {
        Trainee.Plan plan = Trainee.Plan.of(lstm(1), output()).asGraph(graph).truncated(4, 3);
        Trainee trainee = plan.build();
        trainee.install();
        List<ThroughTimeClipping.ThroughTimeRecord> records = new ArrayList<>();
        List<BackwardPass> passes = new ArrayList<>();
        double threshold = 1e-3;
        clip(trainee, new ThroughTimeClipping(target, by, threshold), records);
        if (graph) {
            RecurrentLayers.observe(trainee.theGraph(), passes::add);
        } else {
            RecurrentLayers.observe(trainee.theNetwork(), passes::add);
        }
        trainee.fit(Sequences.regression(plan, BATCH, 2, STEPS));
        assertThat(records).hasSize(2);
        for (int i = 0; i < 2; i++) {
            ThroughTimeClipping.ThroughTimeRecord record = records.get(i);
            assertThat(record.iteration()).isEqualTo(i);
            assertThat(record.steps().stream().map(ThroughTimeClipping.ThroughTimeRecord.Step::step))
                    .containsExactly(1, 2, 3);
            assertThat(record.clipped()).isPositive();
            assertThat(record.stepsClipped()).isEqualTo(3);
            assertThat(record.largestBefore()).isGreaterThan(threshold);
            assertThat(record.largestAfter()).isPositive().isLessThanOrEqualTo(threshold);
            int gates = target == Target.HIDDEN ? 1 : 4;
            int elements = by == By.VALUE ? BATCH * gates * 4 : BATCH;
            assertThat(record.considered()).isEqualTo(3L * elements);
            for (int t = 1; t < 4; t++) {
                double seen = target == Target.HIDDEN
                        ? passes.get(i).trace().hidden(t)
                        : passes.get(i).trace().preActivation(0, t);
                assertThat(seen)
                        .isPositive()
                        .isLessThanOrEqualTo(threshold * Math.sqrt(BATCH * 4) * (1 + 1e-12)); // the root of a sum
            }
        }
    }

    /** Each example's gradient is bounded by itself, whoever else is in the minibatch: their sum is the minibatch's. */
    @ParameterizedTest(name = "graph {0}, {1}")
    @CsvSource({"true, HIDDEN", "false, PRE_ACTIVATION"})
    void aMinibatchIsTheSumOfItsSequencesEachBoundedAlone(boolean graph, Target target) {
        Trainee.Plan plan = Trainee.Plan.of(lstm(1), new Bidirectional(Bidirectional.Mode.CONCAT, lstm(1)), output())
                .asGraph(graph);
        Trainee trainee = plan.build();
        trainee.install();
        List<ThroughTimeClipping.ThroughTimeRecord> records = new ArrayList<>();
        clip(trainee, new ThroughTimeClipping(target, By.SEQUENCE, 0.01), records);
        DataSet data = Sequences.regression(plan, BATCH, 2, STEPS);
        double[] expected = new double[Math.toIntExact(trainee.params().length())];
        for (int b = 0; b < BATCH; b++) {
            trainee.calculate((DataSet) data.getRange(b, b + 1));
            double[] alone = trainee.gradientView().toDoubleVector();
            Arrays.setAll(expected, i -> expected[i] + alone[i]);
        }
        trainee.calculate(data);
        assertThat(trainee.gradientView().toDoubleVector()).containsExactly(expected, within(1e-14)); // other orders
        assertThat(records).hasSize(3 * (BATCH + 1));
        assertThat(records.stream().filter(record -> record.layer().startsWith("layer1")))
                .hasSize(2 * (BATCH + 1))
                .allMatch(record -> record.clipped() > 0);
    }

    @Test
    void layersOfDeeplearning4jAreRefusedBySequence() {
        Trainee trainee = Trainee.Plan.of(lstm(1), output()).build();
        assertThatThrownBy(() ->
                        clip(trainee, new ThroughTimeClipping(Target.HIDDEN, By.SEQUENCE, 1), new ArrayList<>()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("layer0")
                .hasMessageContaining("RecurrentLayers.install");
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void stopsWhenTold(boolean graph) {
        Trainee.Plan plan = Trainee.Plan.of(lstm(1), output()).asGraph(graph).with(new Adam(0.01));
        Trainee stopped = plan.build();
        Trainee alone = plan.build();
        stopped.install();
        alone.install();
        List<ThroughTimeClipping.ThroughTimeRecord> records = new ArrayList<>();
        clip(stopped, new ThroughTimeClipping(Target.HIDDEN, By.VALUE, 1e-6), records);
        if (graph) {
            RecurrentLayers.stopClippingThroughTime(stopped.theGraph());
        } else {
            RecurrentLayers.stopClippingThroughTime(stopped.theNetwork());
        }
        DataSet data = Sequences.regression(plan, BATCH, 2, STEPS);
        stopped.fit(data);
        alone.fit(data);
        assertThat(records).isEmpty();
        assertThat(Bits.of(stopped.params())).isEqualTo(Bits.of(alone.params()));
    }

    @Test
    void refusesAThresholdThatIsNone() {
        assertThatThrownBy(() -> new ThroughTimeClipping(Target.HIDDEN, By.VALUE, Double.NaN))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("threshold must be a finite number > 0, got NaN");
    }

    @ParameterizedTest(name = "graph {0}")
    @ValueSource(booleans = {true, false})
    void layersTellAtWhichStepAnErrorWasNotFinite(boolean graph) {
        Trainee.Plan plan = Trainee.Plan.of(
                        lstm(1),
                        new SimpleRnn.Builder()
                                .nOut(3)
                                .activation(Activation.TANH)
                                .build(),
                        output())
                .asGraph(graph);
        Trainee trainee = plan.build();
        trainee.install();
        DataSet data = Sequences.regression(plan, BATCH, 2, STEPS);
        org.deeplearning4j.nn.api.Layer[] layers =
                graph ? trainee.theGraph().getLayers() : trainee.theNetwork().getLayers();
        trainee.calculate(data);
        assertThat(((NonFiniteSteps) layers[1]).lastNonFiniteStep()).isEmpty();
        data.getLabels().putScalar(new int[] {1, 0, 5}, Double.NaN);
        data.getLabels().putScalar(new int[] {0, 1, 2}, Double.NaN);
        trainee.calculate(data);
        assertThat(((NonFiniteSteps) layers[1]).lastNonFiniteStep()).isEqualTo(OptionalInt.of(5));
        assertThat(((NonFiniteSteps) layers[0]).lastNonFiniteStep()).isEqualTo(OptionalInt.of(5));
    }
}
