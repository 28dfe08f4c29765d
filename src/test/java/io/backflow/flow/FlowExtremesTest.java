// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.flow.profile.DecayFit;
import io.backflow.flow.profile.LagProfile;
import io.backflow.gradient.Scale;
import io.backflow.recurrent.DoubleByDefault;
import java.math.BigDecimal;
import java.math.MathContext;
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

/**
 * Gradients at both ends of what the network's type can hold, made of powers of 2, whose products are exact: each unit
 * of a linear layer passes its error back times {@code 2^k}, so that the norm is that at the end times {@code 2^(k
 * lag)}.
 */
@ExtendWith(DoubleByDefault.class)
class FlowExtremesTest {

    private static final int STEPS = 50;

    /** A few roundings of the sum of squares, of floats by lanes in float. */
    private static double relative(DataType type) {
        return type == DataType.DOUBLE ? 1e-14 : 1e-6;
    }

    /**
     * Whose units all multiply by {@code 2^k} a step, in sequences that are 0 up to the last step, so that the forward
     * pass stays small.
     */
    private static Plan linear(DataType type) {
        return Plan.of(Plan.rnn(Activation.IDENTITY)).in(type);
    }

    private static MultiLayerNetwork network(Plan plan, int exponent) {
        MultiLayerNetwork network = plan.installed();
        network.getParam("0_RW").assign(Nd4j.eye(Plan.UNITS).castTo(plan.type()).mul(Math.scalb(1.0, exponent)));
        return network;
    }

    private static DataSet endingIn(DataSet data, int steps) {
        for (int t = 0; t < steps - 1; t++) {
            for (int b = 0; b < Plan.BATCH; b++) {
                for (int i = 0; i < Plan.INPUTS; i++) {
                    data.getFeatures().putScalar(new int[] {b, i, t}, 0);
                }
            }
        }
        return data;
    }

    private static double scaled(double norm, int exponent) {
        return new BigDecimal(norm)
                .multiply(
                        exponent < 0
                                ? BigDecimal.ONE.divide(BigDecimal.valueOf(2).pow(-exponent))
                                : BigDecimal.valueOf(2).pow(exponent),
                        MathContext.DECIMAL128)
                .doubleValue();
    }

    /** 2^20 a step is 1e295 at the end of 49, 2^2 1e29; the other way 1e-295 and 1e-29. */
    @ParameterizedTest(name = "{0}, 2^{1} a step")
    @CsvSource({"DOUBLE, 20", "DOUBLE, -20", "DOUBLE, 10", "DOUBLE, -10", "FLOAT, 2", "FLOAT, -2"})
    void everyNormIsRightToTheEndsOfTheRange(DataType type, int exponent) {
        Plan plan = linear(type);
        LayerFlow flow = Plan.flowOf(network(plan, exponent), endingIn(plan.data(STEPS), STEPS))
                .layers()
                .get(0);
        LagProfile profile = flow.hidden();
        double atTheEnd = profile.norm(STEPS - 1, Scale.SUM);
        for (int t = 0; t < STEPS; t++) {
            double expected = scaled(atTheEnd, exponent * profile.lag(t));
            assertThat(profile.norm(t, Scale.SUM)).isCloseTo(expected, within(expected * relative(type)));
        }
        DecayFit decay = profile.decay().orElseThrow();
        assertThat(decay.rate())
                .isCloseTo(
                        Math.scalb(1.0, exponent),
                        within(Math.scalb(type == DataType.DOUBLE ? 1e-12 : 1e-8, exponent)));
        assertThat(decay.points()).isEqualTo(STEPS);
        assertThat(flow.verdict().kind()).isEqualTo(exponent > 0 ? Verdict.Kind.EXPLODING : Verdict.Kind.VANISHING);
        assertThat(flow.verdict().arrived())
                .isCloseTo(
                        Math.scalb(1.0, exponent * (STEPS - 1)),
                        within(Math.scalb(relative(type), exponent * (STEPS - 1))));
    }

    /** Where a square was infinite, the verdict was that of a network that had diverged. */
    @Test
    void aNormOf1e154Explodes() {
        Plan plan = linear(DataType.DOUBLE);
        LayerFlow flow = Plan.flowOf(network(plan, 11), endingIn(plan.data(STEPS), STEPS))
                .layers()
                .get(0);
        assertThat(flow.hidden().norm(1, Scale.SUM)).isGreaterThan(1e155);
        assertThat(flow.hidden().nonFinite()).isZero();
        assertThat(flow.verdict().kind()).isEqualTo(Verdict.Kind.EXPLODING);
    }

    /** Floats to their last digit: 2^-3 a step ends at 1e-44, where a float has one bit left. */
    @Test
    void whatIsTooSmallForAFloatIsCountedWhereItIs() {
        Plan plan = linear(DataType.FLOAT);
        LagProfile profile = Plan.flowOf(network(plan, -3), endingIn(plan.data(STEPS), STEPS))
                .layers()
                .get(0)
                .hidden();
        DecayFit decay = profile.decay().orElseThrow();
        int atLeast = 0;
        for (int t = 0; t < STEPS; t++) {
            atLeast += profile.norm(t, Scale.SUM) >= FlowAssembly.FLOAT_FLOOR ? 1 : 0;
        }
        assertThat(decay.points()).isEqualTo(atLeast);
        assertThat(decay.underflows()).isPositive();
        assertThat(decay.zeros() + decay.underflows() + decay.points()).isEqualTo(STEPS);
        assertThat(decay.rate()).isCloseTo(0.125, within(1e-6));
    }

    /**
     * A loss that puts in errors of 1e-200 or 1e200, with masks: what is taken by each example's own end is the same
     * but for the size.
     */
    @ParameterizedTest(name = "2^{0}")
    @ValueSource(ints = {660, -660, 900, -900})
    void sequencesOfDifferentLengthsAreTheSameButForTheSize(int exponent) {
        Plan plan = Plan.of(Plan.lstm(1));
        LayerFlow plain = masked(plan, 0);
        LayerFlow extreme = masked(plan, exponent);
        assertThat(extreme.hidden().isByExample()).isTrue();
        assertThat(extreme.hidden().labelled()).isEqualTo(plain.hidden().labelled());
        assertThat(extreme.verdict().kind()).isEqualTo(plain.verdict().kind());
        assertThat(extreme.verdict().arrived())
                .isCloseTo(
                        plain.verdict().arrived(),
                        within(1e-12 * plain.verdict().arrived()));
        double[] expected = plain.cellState().orElseThrow().arriving();
        double[] actual = extreme.cellState().orElseThrow().arriving();
        assertThat(actual).hasSameSizeAs(expected);
        for (int lag = 0; lag < expected.length; lag++) {
            assertThat(actual[lag]).isCloseTo(scaled(expected[lag], exponent), within(scaled(1e-12, exponent)));
        }
    }

    /**
     * Features of 0 leave h at 0, so that the output is its bias whatever its weights, and these scale the error that
     * enters.
     */
    private static LayerFlow masked(Plan plan, int exponent) {
        MultiLayerNetwork network = plan.installed();
        INDArray weights = network.getParam("1_W");
        weights.muli(Math.scalb(1.0, exponent));
        DataSet data = plan.data(9);
        data.getFeatures().muli(0);
        INDArray mask = Nd4j.ones(DataType.DOUBLE, Plan.BATCH, 9);
        for (int t = 5; t < 9; t++) {
            mask.putScalar(1, t, 0);
        }
        data.setFeaturesMaskArray(mask);
        return Plan.flowOf(network, data).layers().get(0);
    }
}
