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
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each example adds, against every number that each of its steps adds to every gradient. */
class ExampleSizesTest {

    private static final double TOLERANCE = 1e-13; // some hundred roundings of numbers below 10

    static Stream<Arguments> cases() {
        List<Cell> cells = List.of(
                new SimpleRnnCell(Activation.TANH),
                new LstmCell(Activation.TANH, Activation.SIGMOID),
                new GruCell(Activation.TANH, Activation.SIGMOID));
        return cells.stream()
                .flatMap(cell -> Stream.of(true, false)
                        .flatMap(masked -> Stream.of(true, false).map(packed -> Arguments.of(cell, masked, packed))));
    }

    @ParameterizedTest(name = "{0}, masked {1}, packed {2}")
    @MethodSource("cases")
    void areTheNormsOfWhatStepsAdd(Cell cell, boolean masked, boolean packed) {
        EngineCase c = new EngineCase(cell, masked, 7);
        double[][] found = new double[2][];
        BackwardTrace trace = c.run(
                packed ? new PlainPanels() : null,
                StepHooks::recording,
                (engine, weights) -> {
                    found[0] = engine.exampleSizes();
                    engine.forward(
                            1, 1, (t, into) -> {}, weights, c.parameters.bias, null, null, true); // another sequence
                    found[1] = engine.exampleSizes();
                });
        for (int b = 0; b < BATCH; b++) {
            NaiveBackward.Errors alone = c.run(c.naive(), b);
            double squares = 0;
            for (int t = FIRST; t < STEPS; t++) {
                double[] before = trace.activations().orElseThrow().example(BackwardTrace.StepActivations.STATE_BEFORE, t, b);
                squares += added(c, alone, before, t, b);
            }
            assertThat(found[0][b]).isCloseTo(Math.sqrt(squares), within(TOLERANCE));
        }
        assertThat(found[1]).isEmpty();
    }

    /** Returns the sum of the squares of all numbers that one step of one example adds. */
    private static double added(EngineCase c, NaiveBackward.Errors errors, double[] before, int t, int b) {
        double squares = 0;
        for (int j = 0; j < c.cell.gates().size() * UNITS; j++) {
            double onInput = errors.dz[t][j];
            double onRecurrent = errors.dzRecurrent[t][j];
            for (int i = 0; i < INPUTS; i++) {
                squares += Math.pow(onInput * c.input(t, b, i), 2);
            }
            for (int u = 0; u < UNITS; u++) {
                squares += Math.pow(onRecurrent * before[u], 2);
            }
            squares += Math.pow(onInput, 2) + (c.cell.recurrentApart() ? Math.pow(onRecurrent, 2) : 0);
        }
        return squares;
    }
}
