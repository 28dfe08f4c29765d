// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import static io.backflow.recurrent.internal.kernel.EngineCase.BATCH;
import static io.backflow.recurrent.internal.kernel.EngineCase.FIRST;
import static io.backflow.recurrent.internal.kernel.EngineCase.INPUTS;
import static io.backflow.recurrent.internal.kernel.EngineCase.STEPS;
import static io.backflow.recurrent.internal.kernel.EngineCase.UNITS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.DoubleArithmetic;
import io.backflow.recurrent.internal.arithmetic.FloatArithmetic;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import io.backflow.recurrent.internal.cell.StepGradient;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bounding each example's errors over all steps, against plain loops that go through every example twice. */
class SequenceClipperTest {

    /** Some hundred roundings in double of numbers below 10, and the clipper's margin of four. */
    private static final double TOLERANCE = 1e-13;

    private static final List<Cell> CELLS = List.of(
            new SimpleRnnCell(Activation.TANH),
            new LstmCell(Activation.TANH, Activation.SIGMOID),
            new GruCell(Activation.TANH, Activation.SIGMOID));

    static Stream<Arguments> cases() {
        return CELLS.stream()
                .flatMap(cell -> Stream.of(true, false)
                        .flatMap(pre -> Stream.of(true, false)
                                .flatMap(masked -> Stream.of(true, false)
                                        .map(packed -> Arguments.of(cell, pre, masked, packed)))));
    }

    private static @Nullable PlainPanels panels(boolean packed) {
        return packed ? new PlainPanels() : null;
    }

    private static double norm(double[][] steps, boolean[] masked) {
        double squares = 0;
        for (int t = FIRST; t < STEPS; t++) {
            squares += masked[t] ? 0 : Arrays.stream(steps[t]).map(e -> e * e).sum();
        }
        return Math.sqrt(squares);
    }

    private static boolean[] masked(EngineCase c, int b) {
        boolean[] masked = new boolean[STEPS];
        for (int t = 0; t < STEPS; t++) {
            masked[t] = c.maskedSteps[t][b];
        }
        return masked;
    }

    @ParameterizedTest(name = "{0}, pre-activations {1}, masked {2}, packed {3}")
    @MethodSource("cases")
    void agreesWithPlainLoopsOverExamplesWhoseLossIsMadeSmaller(
            Cell cell, boolean preActivations, boolean masked, boolean packed) {
        EngineCase c = new EngineCase(cell, masked, 5);
        double[] norms = new double[BATCH];
        for (int b = 0; b < BATCH; b++) {
            NaiveBackward.Errors alone = c.run(c.naive(), b);
            norms[b] = norm(preActivations ? alone.dz : alone.dh, masked(c, b));
        }
        double threshold = Arrays.stream(norms).sorted().toArray()[1] * 0.9; // two of three are over it
        SequenceClipper<double[]> clipper =
                new SequenceClipper<>(preActivations, threshold, new DoubleArithmetic(), BATCH, UNITS, STEPS);
        BackwardTrace trace = c.run(
                panels(packed), recorder -> new StepHooks<>(recorder, null, null, clipper), (engine, weights) -> {});

        NaiveBackward naive = c.naive();
        double[] bias = new double[c.biasGradient.length];
        double[] down = new double[c.downGradient.length];
        for (int b = 0; b < BATCH; b++) {
            for (int t = 0; t < STEPS; t++) {
                for (int u = 0; u < UNITS; u++) {
                    c.inject(t, b, u, c.injected(t, b, u) * Math.min(1, threshold / norms[b]));
                }
            }
            NaiveBackward.Errors expected = c.run(naive, b);
            assertThat(norm(preActivations ? expected.dz : expected.dh, masked(c, b)))
                    .isCloseTo(Math.min(norms[b], threshold), within(TOLERANCE));
            BackwardTrace.StepErrors errors = trace.errors().orElseThrow();
            for (int t = FIRST; t < STEPS; t++) {
                assertThat(errors.example(BackwardTrace.StepErrors.STATE, t, b))
                        .containsExactly(expected.dh[t], within(TOLERANCE));
                addStep(c, expected, t, b, bias, down);
            }
        }
        assertThat(c.inputGradient).containsExactly(naive.inputGradient, within(TOLERANCE));
        assertThat(c.recurrentGradient).containsExactly(naive.recurrentGradient, within(TOLERANCE));
        assertThat(c.downGradient).containsExactly(down, within(TOLERANCE));
        int biases = cell.recurrentApart() ? bias.length : bias.length / 2;
        assertThat(Arrays.copyOf(c.biasGradient, biases))
                .containsExactly(Arrays.copyOf(bias, biases), within(TOLERANCE));
        assertThat(trace.stepsClipped()).hasValue(STEPS - FIRST);
        assertCounts(clipper.steps(), c, norms, threshold);
    }

    /** Adds what a step says about the biases and the input. */
    private static void addStep(
            EngineCase c, NaiveBackward.Errors errors, int t, int b, double[] bias, double[] down) {
        int columns = bias.length / 2;
        for (int j = 0; j < columns; j++) {
            bias[j] += errors.dz[t][j];
            bias[columns + j] += errors.dzRecurrent[t][j];
            for (int i = 0; i < INPUTS; i++) {
                down[(t * BATCH + b) * INPUTS + i] += errors.dz[t][j] * c.parameters.w[i + INPUTS * j];
            }
        }
    }

    private static void assertCounts(List<StepClipper.Step> steps, EngineCase c, double[] norms, double threshold) {
        assertThat(steps.stream().map(StepClipper.Step::step)).containsExactly(5, 4, 3, 2, 1);
        for (StepClipper.Step step : steps) {
            int present = 0;
            int clipped = 0;
            for (int b = 0; b < BATCH; b++) {
                boolean masked = c.maskedSteps[step.step()][b];
                present += masked ? 0 : 1;
                clipped += !masked && norms[b] > threshold ? 1 : 0;
            }
            assertThat(step.considered()).isEqualTo(present);
            assertThat(step.clipped()).isEqualTo(clipped);
            assertThat(step.after()).isLessThanOrEqualTo(threshold).isLessThanOrEqualTo(step.before());
        }
    }

    @ParameterizedTest(name = "{0}, pre-activations {1}, masked {2}, packed {3}")
    @MethodSource("cases")
    void aThresholdAboveEverythingChangesNoBit(Cell cell, boolean preActivations, boolean masked, boolean packed) {
        EngineCase clipped = new EngineCase(cell, masked, 5);
        EngineCase alone = new EngineCase(cell, masked, 5);
        SequenceClipper<double[]> clipper =
                new SequenceClipper<>(preActivations, 1e6, new DoubleArithmetic(), BATCH, UNITS, STEPS);
        clipped.run(
                panels(packed), recorder -> new StepHooks<>(recorder, null, null, clipper), (engine, weights) -> {});
        alone.run(panels(packed), StepHooks::recording, (engine, weights) -> {});
        assertThat(clipped.inputGradient).isEqualTo(alone.inputGradient);
        assertThat(clipped.recurrentGradient).isEqualTo(alone.recurrentGradient);
        assertThat(clipped.biasGradient).isEqualTo(alone.biasGradient);
        assertThat(clipped.downGradient).isEqualTo(alone.downGradient);
        assertThat(clipper.steps()).allMatch(step -> step.clipped() == 0 && step.before() == step.after());
    }

    @Test
    void leavesAnExampleWithAnErrorThatIsNotFiniteToBeFound() {
        SequenceClipper<double[]> clipper = new SequenceClipper<>(false, 1, new DoubleArithmetic(), 3, 1, 2);
        StepGradient<double[]> g = new StepGradient<>(new DoubleArithmetic(), CELLS.get(0), 3);
        System.arraycopy(new double[] {3, Double.NaN, 1e200}, 0, g.dh, 0, 3);
        clipper.hidden(1, new boolean[0], g);
        System.arraycopy(new double[] {4, 1, 1e200}, 0, g.dh, 0, 3);
        clipper.hidden(0, new boolean[0], g);
        double[] factors = clipper.factors();
        assertThat(factors[0]).isCloseTo(1 / 5.0, within(1e-15)); // the margin of four roundings
        assertThat(factors[1]).isEqualTo(1);
        assertThat(factors[2]).isCloseTo(1e-200 / Math.sqrt(2), within(1e-214));
        StepClipper.Step last = clipper.steps().get(0);
        assertThat(last.considered()).isEqualTo(3);
        assertThat(last.clipped()).isEqualTo(2);
        assertThat(last.nonFinite()).isEqualTo(1);
        assertThat(last.before()).isEqualTo(1e200);
    }

    @Test
    void theNormInFloatIsNotOverTheThreshold() {
        FloatArithmetic m = new FloatArithmetic();
        int units = 50;
        SequenceClipper<float[]> clipper = new SequenceClipper<>(false, 0.7, m, 1, units, 1);
        StepGradient<float[]> g = new StepGradient<>(m, CELLS.get(0), units);
        for (int i = 0; i < units; i++) {
            g.dh[i] = (float) Math.sin(i) * 100;
        }
        clipper.hidden(0, new boolean[0], g);
        m.scale(g.dh, 0, units, clipper.factors()[0]);
        assertThat(Math.sqrt(m.sumOfSquares(g.dh, 0, units)))
                .isLessThanOrEqualTo(0.7)
                .isCloseTo(0.7, within(1e-6)); // the margin of four roundings
    }
}
