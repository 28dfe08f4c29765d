// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.GravesBidirectionalLSTM;
import org.deeplearning4j.nn.conf.layers.GravesLSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Deeplearning4j's LSTMs with peepholes as installed layers. */
@ExtendWith(DoubleByDefault.class)
@SuppressWarnings("deprecation") // saved models may still have them
class PeepholeTest {

    private static final int BATCH = 3;
    private static final int STEPS = 5;
    private static final double ROUNDING = 1e-10;

    /** As in {@link AgreementTest}. */
    private static final double FLOAT_ROUNDING = 2e-6;

    static Stream<Arguments> networks() {
        List<Arguments> cases = new ArrayList<>();
        for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
            for (RNNFormat format : RNNFormat.values()) {
                for (boolean graph : new boolean[] {false, true}) {
                    cases.add(Arguments.of(type, format, graph, 3));
                }
            }
            cases.add(Arguments.of(type, RNNFormat.NCW, false, 1));
        }
        return cases.stream();
    }

    private static Layer oneWay(int units) {
        return new GravesLSTM.Builder()
                .nOut(units)
                .activation(Activation.TANH)
                .build();
    }

    private static Layer bothWays(int units) {
        return new GravesBidirectionalLSTM.Builder()
                .nOut(units)
                .activation(Activation.TANH)
                .dropOut(0.5) // which Deeplearning4j ignores
                .build();
    }

    private static Layer output() {
        return new RnnOutputLayer.Builder(LossFunction.MSE)
                .nOut(2)
                .activation(Activation.IDENTITY)
                .build();
    }

    @ParameterizedTest(name = "{0}, {1}, graph {2}, {3} units")
    @MethodSource("networks")
    void outputsAndGradientsAreDeeplearning4js(DataType type, RNNFormat format, boolean graph, int units) {
        Trainee.Plan plan = Trainee.Plan.of(bothWays(units), oneWay(units), bothWays(units), output())
                .in(type)
                .in(format)
                .asGraph(graph);
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        assertThat(ours.install())
                .hasSize(6)
                .allMatch(LayerReport::installed)
                .extracting(LayerReport::layer)
                .contains("layer0/forward", "layer0/backward", "layer1");
        double tolerance = type == DataType.DOUBLE ? ROUNDING : FLOAT_ROUNDING;
        DataSet data = Sequences.regression(plan, BATCH, 2, STEPS);
        for (int i = 0; i < 2; i++) {
            theirs.calculate(data);
            ours.calculate(data);
            assertThat(FiniteDifferences.relativeError(ours.gradientView(), theirs.gradientView()))
                    .isLessThan(tolerance);
        }
        assertThat(FiniteDifferences.relativeError(
                        ours.output(data.getFeatures(), null), theirs.output(data.getFeatures(), null)))
                .isLessThan(tolerance);
    }

    @ParameterizedTest(name = "mask {0}")
    @ValueSource(strings = {"left", "right", "interior"})
    void gradientsUnderMasksAreThoseOfFiniteDifferences(String mask) {
        Trainee.Plan plan = Trainee.Plan.of(bothWays(2), oneWay(2), output());
        Trainee trainee = plan.build();
        trainee.install();
        DataSet data = Sequences.regression(plan, BATCH, 2, STEPS);
        data.setFeaturesMaskArray(Sequences.mask(DataType.DOUBLE, mask, BATCH, STEPS));
        data.setLabelsMaskArray(data.getFeaturesMaskArray());
        trainee.calculate(data);
        INDArray gradient = trainee.gradientView().dup().divi(BATCH);
        INDArray expected = FiniteDifferences.of(trainee.params(), () -> trainee.calculate(data));
        assertThat(FiniteDifferences.relativeError(gradient, expected)).isLessThan(1e-6);
    }

    @Test
    void trainsAsDeeplearning4jDoesAndGivesItsLayersBack() {
        Trainee.Plan plan = Trainee.Plan.of(oneWay(3), bothWays(3), output()).with(new Adam(0.01));
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        DataSet data = Sequences.regression(plan, BATCH, 2, STEPS);
        for (int i = 0; i < 3; i++) {
            ours.install();
            ours.fit(data);
            ours.uninstall();
            ours.fit(data);
            theirs.fit(data);
            theirs.fit(data);
        }
        assertThat(Stream.of(ours.theNetwork().getLayers()).map(Object::getClass))
                .containsExactlyElementsOf(Stream.of(theirs.theNetwork().getLayers())
                        .map(Object::getClass)
                        .toList());
        assertThat(FiniteDifferences.relativeError(ours.params(), theirs.params()))
                .isLessThan(ROUNDING);
    }

    @Test
    void readsOneStepAtATimeButNotInBothDirections() {
        Trainee.Plan plan = Trainee.Plan.of(oneWay(3), output());
        Trainee theirs = plan.build();
        Trainee ours = plan.build();
        ours.params().assign(theirs.params());
        ours.install();
        for (int t = 0; t < 3; t++) {
            INDArray step = Sequences.numbers(DataType.DOUBLE, t, RNNFormat.NCW, BATCH, 2, 1);
            assertThat(FiniteDifferences.relativeError(ours.timeStep(step), theirs.timeStep(step)))
                    .isLessThan(ROUNDING);
        }
        Trainee both = Trainee.Plan.of(bothWays(3), output()).build();
        both.install();
        INDArray step = Sequences.numbers(DataType.DOUBLE, 1, RNNFormat.NCW, BATCH, 2, 1);
        assertThatThrownBy(() -> both.timeStep(step))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("two directions");
    }

    @Test
    void bothDirectionsAreObserved() {
        Trainee.Plan plan = Trainee.Plan.of(bothWays(3), output());
        Trainee trainee = plan.build();
        trainee.install();
        List<BackwardPass> passes = new ArrayList<>();
        assertThat(RecurrentLayers.observe(trainee.theNetwork(), passes::add)).isEqualTo(2);
        trainee.fit(Sequences.regression(plan, BATCH, 2, STEPS));
        assertThat(passes).extracting(BackwardPass::layer).containsExactly("layer0/forward", "layer0/backward");
        assertThat(passes).extracting(BackwardPass::reversed).containsExactly(false, true);
        assertThat(passes.get(1).trace().hidden(0)).isPositive();
    }
}
