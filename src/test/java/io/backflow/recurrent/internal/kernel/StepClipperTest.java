// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import static io.backflow.recurrent.internal.kernel.EngineCase.BATCH;
import static io.backflow.recurrent.internal.kernel.EngineCase.FIRST;
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
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clipping inside the backward pass against plain loops that clip at the same places. */
class StepClipperTest {

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
                                .flatMap(norm ->
                                        Stream.of(true, false).map(masked -> Arguments.of(cell, pre, norm, masked)))));
    }

    @ParameterizedTest(name = "{0}, pre-activations {1}, by norm {2}, masked {3}")
    @MethodSource("cases")
    void agreesWithPlainLoops(Cell cell, boolean preActivations, boolean byNorm, boolean masked) {
        StepClipping clipping =
                new StepClipping(preActivations, byNorm, (byNorm ? 0.6 : 0.3) * (preActivations ? 0.4 : 1));
        EngineCase c = new EngineCase(cell, masked, 5);
        StepClipper<double[]> clipper = clipper(clipping, cell);
        BackwardTrace.StepErrors errors =
                c.run(clipper, (engine, weights) -> {}).errors().orElseThrow();

        NaiveBackward naive = c.naive();
        UnaryOperator<double[]> clip = row -> clip(clipping, row);
        if (preActivations) {
            naive.onPreActivations = clip;
        } else {
            naive.onHidden = clip;
        }
        for (int b = 0; b < BATCH; b++) {
            NaiveBackward.Errors expected = c.run(naive, b);
            for (int t = FIRST; t < STEPS; t++) {
                assertThat(errors.example(BackwardTrace.StepErrors.STATE, t, b))
                        .containsExactly(expected.dh[t], within(TOLERANCE));
                for (int k = 0; k < cell.gates().size(); k++) {
                    String gate = cell.gates().get(k);
                    int from = k * UNITS;
                    assertThat(errors.example(gate, t, b))
                            .containsExactly(Arrays.copyOfRange(expected.dz[t], from, from + UNITS), within(TOLERANCE));
                    assertThat(errors.example(BackwardTrace.StepErrors.recurrentSide(gate), t, b))
                            .containsExactly(
                                    Arrays.copyOfRange(expected.dzRecurrent[t], from, from + UNITS), within(TOLERANCE));
                }
            }
        }
        assertThat(c.inputGradient).containsExactly(naive.inputGradient, within(TOLERANCE));
        assertThat(c.recurrentGradient).containsExactly(naive.recurrentGradient, within(TOLERANCE));
        assertCounts(clipper.steps(), clipping, c);
    }

    private static void assertCounts(List<StepClipper.Step> steps, StepClipping clipping, EngineCase c) {
        assertThat(steps.stream().map(StepClipper.Step::step)).containsExactly(5, 4, 3, 2, 1);
        int gates = clipping.preActivations() ? c.cell.gates().size() : 1;
        for (StepClipper.Step step : steps) {
            int present = 0;
            for (boolean masked : c.maskedSteps[step.step()]) {
                present += masked ? 0 : 1;
            }
            assertThat(step.considered()).isEqualTo(clipping.byNorm() ? present : present * gates * UNITS);
            assertThat(step.after()).isLessThanOrEqualTo(clipping.threshold()).isLessThanOrEqualTo(step.before());
            assertThat(step.clipped() > 0).isEqualTo(step.before() > clipping.threshold());
            assertThat(step.nonFinite()).isZero();
        }
        assertThat(steps.stream().mapToInt(StepClipper.Step::clipped).sum())
                .isPositive()
                .isLessThan(
                        steps.stream().mapToInt(StepClipper.Step::considered).sum());
    }

    private static double[] clip(StepClipping clipping, double[] row) {
        if (!clipping.byNorm()) {
            double c = clipping.threshold();
            return Arrays.stream(row).map(e -> Math.max(-c, Math.min(c, e))).toArray();
        }
        double norm = Math.sqrt(Arrays.stream(row).map(e -> e * e).sum());
        double by = Math.min(1, clipping.threshold() / norm);
        return Arrays.stream(row).map(e -> e * by).toArray();
    }

    private static StepClipper<double[]> clipper(StepClipping clipping, Cell cell) {
        return new StepClipper<>(clipping, cell, new DoubleArithmetic(), BATCH, UNITS);
    }

    @ParameterizedTest(name = "{0}, pre-activations {1}, by norm {2}, masked {3}")
    @MethodSource("cases")
    void aThresholdAboveEverythingChangesNoBit(Cell cell, boolean preActivations, boolean byNorm, boolean masked) {
        EngineCase clipped = new EngineCase(cell, masked, 5);
        EngineCase alone = new EngineCase(cell, masked, 5);
        StepClipper<double[]> clipper = clipper(new StepClipping(preActivations, byNorm, 1e6), cell);
        clipped.run(clipper, (engine, weights) -> {});
        alone.run(null, (engine, weights) -> {});
        assertThat(clipped.inputGradient).isEqualTo(alone.inputGradient);
        assertThat(clipped.recurrentGradient).isEqualTo(alone.recurrentGradient);
        assertThat(clipped.downGradient).isEqualTo(alone.downGradient);
        assertThat(clipper.steps()).allMatch(step -> step.clipped() == 0 && step.before() == step.after());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void theNormInFloatIsNeverOverTheThresholdAndKeepsTheDirection(long seed) {
        Random random = new Random(seed);
        FloatArithmetic m = new FloatArithmetic();
        Cell cell = CELLS.get(0);
        int units = 50;
        StepGradient<float[]> g = new StepGradient<>(m, cell, units);
        for (int i = 0; i < units; i++) {
            g.dh[i] = (float) (100 * random.nextGaussian());
        }
        float[] before = g.dh.clone();
        double threshold = random.nextDouble();
        StepClipping clipping = new StepClipping(false, true, threshold);
        new StepClipper<>(clipping, cell, m, 1, units).hidden(0, new boolean[0], g);
        assertThat(Math.sqrt(m.sumOfSquares(g.dh, 0, units)))
                .isLessThanOrEqualTo(threshold)
                .isCloseTo(threshold, within(1e-6 * threshold)); // the margin of four roundings
        double ratio = g.dh[0] / before[0];
        for (int i = 0; i < units; i++) {
            assertThat(g.dh[i] / before[i]).isCloseTo((float) ratio, within((float) (3e-7 * ratio))); // two roundings
        }
        float[] once = g.dh.clone();
        new StepClipper<>(clipping, cell, m, 1, units).hidden(0, new boolean[0], g);
        assertThat(g.dh).isEqualTo(once);
    }

    @Test
    void leavesWhatIsNotFiniteToBeFound() {
        Cell cell = CELLS.get(0);
        double[] row = {Double.NaN, 3, Double.NEGATIVE_INFINITY, 0.1};
        StepGradient<double[]> g = new StepGradient<>(new DoubleArithmetic(), cell, 4);
        System.arraycopy(row, 0, g.dh, 0, 4);
        StepClipper<double[]> norm =
                new StepClipper<>(new StepClipping(false, true, 1), cell, new DoubleArithmetic(), 1, 4);
        norm.hidden(0, new boolean[0], g);
        assertThat(g.dh).containsExactly(row);
        assertThat(norm.steps()).containsExactly(new StepClipper.Step(0, 1, 0, 1, 0, 0));
        StepClipper<double[]> value =
                new StepClipper<>(new StepClipping(false, false, 1), cell, new DoubleArithmetic(), 1, 4);
        value.hidden(0, new boolean[0], g);
        assertThat(g.dh).containsExactly(Double.NaN, 1, Double.NEGATIVE_INFINITY, 0.1);
        assertThat(value.steps()).containsExactly(new StepClipper.Step(0, 4, 1, 2, 3, 1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e-200, 1e200, 1e308})
    void normsAtTheEndsOfTheRangeNeitherVanishNorOverflow(double size) {
        Cell cell = CELLS.get(0);
        StepGradient<double[]> g = new StepGradient<>(new DoubleArithmetic(), cell, 4);
        Arrays.fill(g.dh, size);
        double threshold = size / 10;
        StepClipper<double[]> clipper =
                new StepClipper<>(new StepClipping(false, true, threshold), cell, new DoubleArithmetic(), 1, 4);
        clipper.hidden(0, new boolean[0], g);
        for (double e : g.dh) {
            assertThat(e / threshold)
                    .isCloseTo(0.5, within(1e-14)); // four equal elements; the margin of four roundings
        }
        assertThat(clipper.steps().get(0).clipped()).isEqualTo(1);
    }
}
