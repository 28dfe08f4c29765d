// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import static io.backflow.recurrent.internal.kernel.TraceCase.BATCH;
import static io.backflow.recurrent.internal.kernel.TraceCase.FIRST;
import static io.backflow.recurrent.internal.kernel.TraceCase.STEP;
import static io.backflow.recurrent.internal.kernel.TraceCase.STEPS;
import static io.backflow.recurrent.internal.kernel.TraceCase.UNITS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.DoubleArithmetic;
import io.backflow.recurrent.internal.arithmetic.FloatArithmetic;
import io.backflow.recurrent.internal.arithmetic.Reductions;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import io.backflow.recurrent.internal.kernel.TraceCase.Disturbance;
import io.backflow.recurrent.internal.kernel.TraceCase.Site;
import io.backflow.recurrent.internal.vector.VectorModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every measured norm against finite differences of plain loops that are disturbed at one step of one example. */
class BackwardTraceTest {

    private static final double TOLERANCE = 1e-8;

    /** Some tens of roundings of numbers below 10: only copies in double come this close. */
    private static final double DOUBLE = 1e-13;

    static Stream<Arguments> cases() {
        return Stream.of(
                        new SimpleRnnCell(Activation.TANH),
                        new LstmCell(Activation.TANH, Activation.SIGMOID),
                        new GruCell(Activation.TANH, Activation.SIGMOID))
                .flatMap(cell -> Stream.of(true, false).map(masked -> Arguments.of(cell, masked)));
    }

    @ParameterizedTest(name = "{0}, masked {1}")
    @MethodSource("cases")
    void normsAreThoseOfTheDerivatives(Cell cell, boolean masked) {
        TraceCase c = new TraceCase(cell, masked);
        BackwardTrace trace = c.trace(new DoubleArithmetic());
        assertThat(trace.firstStep()).isEqualTo(FIRST);
        assertThat(trace.steps()).isEqualTo(STEPS);
        assertThat(trace.hidden(0)).isNaN();
        for (int t = FIRST; t < STEPS; t++) {
            assertThat(trace.hidden(t)).isCloseTo(c.norm(Site.HIDDEN, t, 0), within(TOLERANCE));
            assertThat(trace.injected(t)).isCloseTo(c.injectedNorm(t), within(TOLERANCE));
            if (cell.cellStateBlock() >= 0) {
                assertThat(trace.cellState(t)).isCloseTo(c.norm(Site.CELL, t, 0), within(TOLERANCE));
            } else {
                assertThat(trace.cellState(t)).isNaN();
            }
            for (int k = 0; k < trace.gates().size(); k++) {
                assertThat(trace.preActivation(k, t)).isCloseTo(c.norm(Site.GATE, t, k), within(TOLERANCE));
            }
        }
    }

    @ParameterizedTest(name = "{0}, masked {1}")
    @MethodSource("cases")
    void activationsObeyTheCellsEquationsAndMeansAreTheirs(Cell cell, boolean masked) {
        TraceCase c = new TraceCase(cell, masked);
        BackwardTrace trace = c.trace(new DoubleArithmetic());
        BackwardTrace.StepActivations a = trace.activations().orElseThrow();
        double[][][] states = c.states(new Disturbance(Site.NOTHING, 0, 0, 0, 0));
        for (int t = FIRST; t < STEPS; t++) {
            double[] sums = new double[trace.gates().size()];
            int count = 0;
            for (int b = 0; b < BATCH; b++) {
                for (int u = 0; u < UNITS; u++) {
                    double state = a.value(BackwardTrace.StepActivations.STATE, t, b, u);
                    assertThat(state).isCloseTo(states[t][b][u], within(DOUBLE));
                    if (!c.maskedSteps[t][b]) {
                        assertThat(state).isCloseTo(fromGates(cell, a, t, b, u), within(DOUBLE));
                        count++;
                        for (int k = 0; k < sums.length; k++) {
                            sums[k] += a.value(trace.gates().get(k), t, b, u);
                        }
                    }
                }
            }
            for (int k = 0; k < sums.length; k++) {
                assertThat(trace.mean(k, t)).isCloseTo(sums[k] / count, within(DOUBLE));
            }
        }
    }

    @ParameterizedTest(name = "{0}, masked {1}")
    @MethodSource("cases")
    void everyErrorIsTheDerivative(Cell cell, boolean masked) {
        TraceCase c = new TraceCase(cell, masked);
        BackwardTrace.StepErrors errors =
                c.trace(new DoubleArithmetic()).errors().orElseThrow();
        for (int t = FIRST; t < STEPS; t++) {
            for (int b = 0; b < BATCH; b++) {
                for (int u = 0; u < UNITS; u++) {
                    double injected = masked && c.maskedSteps[t][b] ? 0 : c.injected[(t * BATCH + b) * UNITS + u];
                    assertThat(errors.value(BackwardTrace.StepErrors.INJECTED, t, b, u))
                            .isEqualTo(injected);
                    assertError(errors, BackwardTrace.StepErrors.STATE, c, new Disturbance(Site.HIDDEN, t, b, u, STEP));
                    if (cell.cellStateBlock() >= 0) {
                        assertError(
                                errors,
                                BackwardTrace.StepErrors.CELL_STATE,
                                c,
                                new Disturbance(Site.CELL, t, b, u, STEP));
                    }
                    for (int k = 0; k < cell.gates().size(); k++) {
                        Disturbance gate = new Disturbance(Site.GATE, t, b, k * UNITS + u, STEP);
                        assertError(errors, cell.gates().get(k), c, gate);
                    }
                }
            }
        }
    }

    private static void assertError(BackwardTrace.StepErrors errors, String block, TraceCase c, Disturbance d) {
        Disturbance back = new Disturbance(d.site(), d.step(), d.example(), d.index(), -STEP);
        double expected = (c.loss(d) - c.loss(back)) / (2 * STEP);
        assertThat(errors.value(block, d.step(), d.example(), d.index() % UNITS))
                .isCloseTo(expected, within(TOLERANCE));
    }

    /** The tied weights: the gradient of a gate's recurrent columns is the sum over steps of states times errors. */
    @ParameterizedTest(name = "{0}, masked {1}")
    @MethodSource("cases")
    void errorsOnTheRecurrentSideAndStatesBeforeMakeTheRecurrentGradient(Cell cell, boolean masked) {
        TraceCase c = new TraceCase(cell, masked);
        BackwardTrace trace = c.trace(new DoubleArithmetic());
        BackwardTrace.StepErrors errors = trace.errors().orElseThrow();
        BackwardTrace.StepActivations a = trace.activations().orElseThrow();
        int gates = cell.gates().size();
        double[] expected = new double[UNITS * gates * UNITS];
        for (int column = 0; column < gates * UNITS; column++) {
            String side = BackwardTrace.StepErrors.recurrentSide(cell.gates().get(column / UNITS));
            for (int row = 0; row < UNITS; row++) {
                for (int t = FIRST; t < STEPS; t++) {
                    for (int b = 0; b < BATCH; b++) {
                        expected[column * UNITS + row] += a.value(BackwardTrace.StepActivations.STATE_BEFORE, t, b, row)
                                * errors.value(side, t, b, column % UNITS);
                    }
                }
            }
        }
        assertThat(c.recurrentGradient).containsExactly(expected, within(DOUBLE));
    }

    @ParameterizedTest(name = "{0}, masked {1}")
    @MethodSource("cases")
    void statesBeforeAStepAreThoseAfterTheStepBefore(Cell cell, boolean masked) {
        BackwardTrace.StepActivations a = new TraceCase(cell, masked)
                .trace(new DoubleArithmetic())
                .activations()
                .orElseThrow();
        for (int t = FIRST + 1; t < STEPS; t++) {
            assertThat(a.step(BackwardTrace.StepActivations.STATE_BEFORE, t))
                    .containsExactly(a.step(BackwardTrace.StepActivations.STATE, t - 1));
            if (cell.cellStateBlock() >= 0) {
                assertThat(a.example(BackwardTrace.StepActivations.CELL_STATE_BEFORE, t, 1))
                        .containsExactly(a.example(BackwardTrace.StepActivations.CELL_STATE, t - 1, 1));
            }
        }
    }

    @Test
    void saysWhatIsNotThere() {
        TraceCase c = new TraceCase(new SimpleRnnCell(Activation.TANH), false);
        BackwardTrace trace = c.trace(new DoubleArithmetic());
        BackwardTrace.StepErrors errors = trace.errors().orElseThrow();
        assertThat(errors.blocks()).containsExactlyInAnyOrder("hidden", "hidden recurrent", "state", "injected");
        assertThatThrownBy(() -> errors.value("cell", FIRST, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'cell'");
        assertThatThrownBy(() -> errors.value("state", FIRST - 1, 0, 0))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("backward length");
        assertThatThrownBy(() -> errors.value("state", FIRST, 0, UNITS)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> errors.step("state", STEPS)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static double fromGates(Cell cell, BackwardTrace.StepActivations a, int t, int b, int u) {
        if (cell instanceof LstmCell) {
            return a.value("output", t, b, u) * Math.tanh(a.value(BackwardTrace.StepActivations.CELL_STATE, t, b, u));
        }
        if (cell instanceof GruCell) {
            double update = a.value("update", t, b, u);
            return (1 - update) * a.value("candidate", t, b, u)
                    + update * a.value(BackwardTrace.StepActivations.STATE_BEFORE, t, b, u);
        }
        return a.value("hidden", t, b, u);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 1e-30, 1e30, 1e-38, 5e37})
    void floatNormsNeitherVanishNorOverflow(double scale) {
        float[] values = new float[1000];
        double expected = 0;
        Random random = new Random(1);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (scale * random.nextGaussian());
            expected += (double) values[i] * values[i];
        }
        for (Reductions<float[]> m : reductions()) {
            assertThat(m.norm(values, 0, values.length) / Math.sqrt(expected)).isCloseTo(1, within(1e-6));
        }
        assertThat(new FloatArithmetic().norm(values, 1, values.length - 1))
                .isCloseTo(Math.sqrt(expected - (double) values[0] * values[0]), within(1e-12 * Math.sqrt(expected)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 1000})
    void floatReductionsCountAndSumAsPlainLoopsDo(int length) {
        float[] values = new float[length];
        Random random = new Random(2);
        double sum = 0;
        int outside = 0;
        for (int i = 0; i < length; i++) {
            values[i] = i % 5 == 0 ? 0.05f : i % 7 == 0 ? 0.95f : random.nextFloat();
            sum += values[i];
            outside += values[i] > 0.05f && values[i] < 0.95f ? 0 : 1;
        }
        float middle = values[length / 2];
        for (Reductions<float[]> m : reductions()) {
            values[length / 2] = middle;
            assertThat(m.sum(values, length)).isCloseTo(sum, within(1e-4));
            assertThat(m.countOutside(values, 0.05, 0.95, length)).isEqualTo(outside);
            values[length / 2] = Float.NaN;
            assertThat(m.sum(values, length)).isNaN();
            assertThat(m.norm(values, 0, length)).isNaN();
            assertThat(m.countOutside(values, -1, 2, length)).isEqualTo(1);
            assertThat(m.countOutside(values, 0, Double.POSITIVE_INFINITY, length))
                    .isEqualTo(1);
            values[length / 2] = Float.NEGATIVE_INFINITY;
            assertThat(m.norm(values, 0, length)).isInfinite();
        }
    }

    /** Returns those of the JIT's vectors and, where there is one, those of the Vector API. */
    private static List<Reductions<float[]>> reductions() {
        List<Reductions<float[]>> all = new ArrayList<>(List.of(new FloatArithmetic().reductions()));
        VectorModule.products().ifPresent(vectors -> all.add(vectors.reductions()));
        return all;
    }
}
