// SPDX-License-Identifier: Apache-2.0
package io.backflow.regularizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.deeplearning4j.nn.conf.layers.recurrent.LastTimeStep;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Omega is of ratios, so that it and its gradient are the same whatever the size of the errors. */
class OmegaExtremesTest {

    private static final double WEIGHT = 4;

    private static Regularization run(MultiLayerNetwork network, DataSet data) {
        Regularization regularization = new VanishingGradientRegularizer(WEIGHT).attach(network);
        Plan.calculate(network, data);
        return regularization;
    }

    /**
     * Features of 0 leave all states at 0, so that the weights of the output scale the errors, nothing else: to 1e180,
     * 1e240, and of floats to 1e30.
     *
     * <p>The loss's own gradient of R, a product with the states, is 0: what is there is Omega's.
     */
    @ParameterizedTest(name = "{0}, 2^{1}")
    @CsvSource({"DOUBLE, 600, 1e-12", "DOUBLE, 800, 1e-12", "FLOAT, 100, 1e-4"})
    void doesNotDependOnTheSizeOfTheErrors(DataType type, int exponent, double relative) {
        Plan plan = new Plan(Activation.TANH, 1, type, true, 0, List.of(new LastTimeStep(Plan.rnn()), Plan.atTheEnd()));
        DataSet data = Plan.data(type, 3, 6, true);
        data.getFeatures().muli(0);
        MultiLayerNetwork plain = plan.build();
        MultiLayerNetwork extreme = plan.build();
        extreme.getParam("1_W").muli(Math.scalb(1.0, exponent));
        Regularization.OmegaValue expected = run(plain, data).last("layer0").orElseThrow();
        Regularization.OmegaValue actual = run(extreme, data).last("layer0").orElseThrow();
        assertThat(actual.omega()).isPositive().isCloseTo(expected.omega(), within(relative * expected.omega()));
        assertThat(actual.counted()).isEqualTo(expected.counted()).isEqualTo(actual.pairs());
        INDArray gradient = Plan.gradient(plain, "0_RW").castTo(DataType.DOUBLE);
        INDArray miss = Plan.gradient(extreme, "0_RW").castTo(DataType.DOUBLE).sub(gradient);
        double size = gradient.norm2Number().doubleValue();
        assertThat(size).isPositive();
        assertThat(miss.norm2Number().doubleValue()).isLessThan(relative * size);
    }
}
