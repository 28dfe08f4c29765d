// SPDX-License-Identifier: Apache-2.0
package io.backflow.regularizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.gradient.Bits;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.DoubleByDefault;
import io.backflow.recurrent.RecurrentLayers;
import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.recurrent.ThroughTimeClipping.By;
import io.backflow.recurrent.ThroughTimeClipping.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Omega and its gradient against plain loops over the errors that an observer saw, and against finite differences of
 * those.
 */
@ExtendWith(DoubleByDefault.class)
class OmegaTest {

    private static final double WEIGHT = 4;

    /** What central differences leave. */
    private static final double RELATIVE_ERROR = 1e-7;

    static Stream<Arguments> networks() {
        Layer twoWay = new Bidirectional(Bidirectional.Mode.CONCAT, Plan.rnn());
        List<Arguments> cases = new ArrayList<>();
        for (int batch : new int[] {1, 3, 20}) {
            for (boolean masked : new boolean[] {false, true}) {
                cases.add(Arguments.of(
                        "tanh", Plan.of(Activation.TANH, Plan.rnn(), Plan.everyStep()), batch, 6, masked, false));
                cases.add(Arguments.of(
                        "last",
                        Plan.of(Activation.TANH, new LastTimeStep(Plan.rnn()), Plan.atTheEnd()),
                        batch,
                        6,
                        masked,
                        true));
            }
        }
        cases.add(Arguments.of("one step", Plan.of(Activation.TANH, Plan.rnn(), Plan.everyStep()), 3, 1, false, false));
        cases.add(
                Arguments.of("sigmoid", Plan.of(Activation.SIGMOID, Plan.rnn(), Plan.everyStep()), 3, 6, true, false));
        cases.add(Arguments.of("relu", Plan.of(Activation.RELU, Plan.rnn(), Plan.everyStep()), 3, 6, false, false));
        cases.add(Arguments.of(
                "stacked", Plan.of(Activation.TANH, Plan.rnn(), Plan.rnn(), Plan.everyStep()), 3, 6, true, false));
        cases.add(Arguments.of("two-way", Plan.of(Activation.TANH, twoWay, Plan.everyStep()), 3, 6, false, false));
        // 0.01^2 a step: from the eleventh step back on, squared errors are under 1e-20.
        cases.add(Arguments.of(
                "vanishing",
                new Plan(
                        Activation.TANH,
                        0.01,
                        DataType.DOUBLE,
                        true,
                        0,
                        List.of(new LastTimeStep(Plan.rnn()), Plan.atTheEnd())),
                20,
                30,
                false,
                true));
        cases.add(Arguments.of(
                "vanishing, summed",
                new Plan(
                        Activation.TANH,
                        0.01,
                        DataType.DOUBLE,
                        false,
                        0,
                        List.of(new LastTimeStep(Plan.rnn()), Plan.atTheEnd())),
                20,
                30,
                false,
                true));
        return cases.stream();
    }

    static Stream<Arguments> clippings() {
        return Stream.of(Target.values())
                .flatMap(target -> Stream.of(By.values())
                        .flatMap(by -> Stream.of(false, true).map(masked -> Arguments.of(target, by, masked))));
    }

    /** Clipping dL/dz shortens what flows on, but is no part of the Jacobian, which Omega is about. */
    @ParameterizedTest(name = "{0} by {1}, masked {2}")
    @MethodSource("clippings")
    void isAboutTheJacobianWhereErrorsAreClippedThroughTime(Target target, By by, boolean masked) {
        Plan plan = Plan.of(Activation.TANH, Plan.rnn(), Plan.everyStep());
        DataSet data = Plan.data(DataType.DOUBLE, 3, 6, false);
        if (masked) {
            INDArray mask = Nd4j.ones(DataType.DOUBLE, 3, 6);
            mask.putScalar(1, 2, 0);
            data.setFeaturesMaskArray(mask);
            data.setLabelsMaskArray(mask);
        }
        MultiLayerNetwork plain = plan.build();
        MultiLayerNetwork network = plan.build();
        for (MultiLayerNetwork each : List.of(plain, network)) {
            RecurrentLayers.clipThroughTime(each, new ThroughTimeClipping(target, by, 0.1), record -> {});
        }
        List<BackwardPass> passes = Plan.watch(network);
        Regularization regularization = new VanishingGradientRegularizer(WEIGHT).attach(network);
        Plan.calculate(plain, data);
        Plan.calculate(network, data);
        OmegaTwin twin = OmegaTwin.clipped(passes.get(0), data, masked, 3);
        double[][] r = network.getParam("0_RW").toDoubleMatrix();
        assertThat(regularization.last("layer0").orElseThrow().omega()).isCloseTo(twin.omega(r), within(1e-12));
        INDArray expected = twin.gradient(r).mul(WEIGHT * 3);
        INDArray added = Plan.gradient(network, "0_RW").sub(Plan.gradient(plain, "0_RW"));
        assertThat(added.sub(expected).norm2Number().doubleValue())
                .isLessThanOrEqualTo(RELATIVE_ERROR * expected.norm2Number().doubleValue());
    }

    @ParameterizedTest(name = "{0}, batch {2}, {3} steps, masked {4}")
    @MethodSource("networks")
    void addsWeightTimesTheGradientOfOmega(String name, Plan plan, int batch, int steps, boolean masked, boolean last) {
        DataSet data = Plan.data(DataType.DOUBLE, batch, steps, last);
        if (masked) {
            INDArray mask = Nd4j.ones(DataType.DOUBLE, batch, steps);
            mask.putScalar(0, steps - 1, 0);
            mask.putScalar(batch - 1, 1, 0);
            data.setFeaturesMaskArray(mask);
            data.setLabelsMaskArray(last ? null : mask);
        }
        MultiLayerNetwork plain = plan.build();
        MultiLayerNetwork network = plan.build();
        List<BackwardPass> passes = Plan.watch(network);
        Regularization regularization = new VanishingGradientRegularizer(WEIGHT).attach(network);
        Plan.calculate(plain, data);
        Plan.calculate(network, data);
        double share = plan.miniBatch() ? batch : 1;
        for (BackwardPass pass : passes) {
            OmegaTwin twin = new OmegaTwin(pass, data, masked, share);
            Regularization.OmegaValue value = regularization.last(pass.layer()).orElseThrow();
            String key = Plan.key(pass);
            double[][] r = network.getParam(key).toDoubleMatrix();
            assertThat(value.omega()).isCloseTo(twin.omega(r), within(1e-12));
            assertThat(value.counted()).isEqualTo(twin.counted);
            assertThat(value.pairs()).isEqualTo(twin.pairs);
            if (name.startsWith("vanishing")) {
                assertThat(value.counted()).isPositive().isLessThan(value.pairs());
            }
            INDArray expected = twin.gradient(r).mul(WEIGHT * share);
            INDArray added = Plan.gradient(network, key).sub(Plan.gradient(plain, key));
            double error = added.sub(expected).norm2Number().doubleValue();
            assertThat(error)
                    .isLessThanOrEqualTo(RELATIVE_ERROR * expected.norm2Number().doubleValue());
            assertThat(expected.norm2Number().doubleValue()).isPositive();
        }
        for (String key : network.paramTable().keySet()) {
            if (!key.endsWith("RW")) {
                assertThat(Bits.of(Plan.gradient(network, key))).isEqualTo(Bits.of(Plan.gradient(plain, key)));
            }
        }
    }
}
