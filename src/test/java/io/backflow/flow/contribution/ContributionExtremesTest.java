// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.contribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.flow.contribution.internal.RecurrentContributions;
import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.DoubleArithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.PlainProduct;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.kernel.RecurrentEngine;
import io.backflow.recurrent.internal.kernel.StepHooks;
import io.backflow.recurrent.internal.kernel.Weights;
import io.backflow.recurrent.internal.trace.BackwardRecorder;
import io.backflow.recurrent.internal.trace.Recorded;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parts of gradients at both ends of the range of double: the same pass with errors that are larger or smaller by a
 * power of 2.
 */
class ContributionExtremesTest {

    private static final int UNITS = 3;
    private static final int BATCH = 2;
    private static final int STEPS = 6;
    private static final int INPUTS = 1;

    /** Some hundred roundings. */
    private static final double RELATIVE = 1e-12;

    private static ContributionRecord parts(double size) {
        DoubleArithmetic m = new DoubleArithmetic();
        Cell cell = new LstmCell(Activation.TANH, Activation.SIGMOID);
        Random random = new Random(5);
        int columns = cell.gates().size() * UNITS;
        double[] x = numbers(random, STEPS * BATCH * INPUTS);
        double[] injected = Arrays.stream(numbers(random, STEPS * BATCH * UNITS))
                .map(error -> error * size)
                .toArray();
        try (RecurrentEngine<double[]> engine = new RecurrentEngine<>(cell, INPUTS, UNITS, m, new PlainProduct<>());
                Memory<double[]> w = memory(m, numbers(random, INPUTS * columns));
                Memory<double[]> r = memory(m, numbers(random, UNITS * columns));
                Memory<double[]> dw = m.allocate(w.length());
                Memory<double[]> dr = m.allocate(r.length());
                Memory<double[]> dx = m.allocate(x.length)) {
            Weights<double[]> weights = new Weights<>(w, r);
            engine.forward(
                    BATCH,
                    STEPS,
                    (t, into) -> System.arraycopy(x, t * BATCH * INPUTS, into, 0, BATCH * INPUTS),
                    weights,
                    new double[columns],
                    null,
                    null,
                    true);
            BackwardRecorder<double[]> recorder = new BackwardRecorder<>(cell, m, BATCH, UNITS, STEPS, Recorded.ALL);
            engine.backward(
                    (t, into) -> System.arraycopy(injected, t * BATCH * UNITS, into, 0, BATCH * UNITS),
                    weights,
                    new Weights<>(dw, dr),
                    new double[columns],
                    dx,
                    STEPS,
                    StepHooks.recording(recorder));
            recorder.finish(dr);
            return RecurrentContributions.of(recorder.trace());
        }
    }

    private static double[] numbers(Random random, int count) {
        return random.doubles(count, -1, 1).toArray();
    }

    private static Memory<double[]> memory(DoubleArithmetic m, double[] values) {
        Memory<double[]> memory = m.allocate(values.length);
        memory.put(0, values, 0, values.length);
        return memory;
    }

    /** About 1e180, 1e301, 1e-180 and 1e-292. */
    @ParameterizedTest(name = "2^{0}")
    @ValueSource(ints = {600, 1000, -600, -970})
    void sharesAndAnglesDoNotDependOnTheSize(int exponent) {
        ContributionRecord plain = parts(1);
        ContributionRecord extreme = parts(Math.scalb(1.0, exponent));
        assertThat(extreme.relativeMiss()).isLessThan(RELATIVE);
        assertScaled(extreme.totalNorm(), plain.totalNorm(), exponent);
        for (int g = 0; g < plain.gates().size(); g++) {
            assertScaled(extreme.gates().get(g).norm(), plain.gates().get(g).norm(), exponent);
        }
        for (int k = 1; k < STEPS; k++) {
            ContributionRecord.StepContribution expected = plain.steps().get(k);
            ContributionRecord.StepContribution actual = extreme.steps().get(k);
            assertScaled(actual.norm(), expected.norm(), exponent);
            assertThat(actual.share()).isCloseTo(expected.share(), within(RELATIVE));
            assertThat(actual.cosine()).isCloseTo(expected.cosine(), within(RELATIVE));
        }
        double shares = extreme.steps().stream()
                .mapToDouble(ContributionRecord.StepContribution::share)
                .sum();
        assertThat(shares).isCloseTo(1, within(RELATIVE));
        assertThat(extreme.steps().get(0).norm())
                .as("the state before the first step is 0")
                .isZero();
    }

    private static void assertScaled(double actual, double expected, int exponent) {
        double scaled = Math.scalb(expected, exponent);
        assertThat(actual).isCloseTo(scaled, within(RELATIVE * scaled));
    }
}
