// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.DoubleArithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.PlainProduct;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.LstmCell;
import java.util.Arrays;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Where an engine says that its forward pass was not finite: in the state that no output shows, too. */
class NonFiniteStateTest {

    private static final int UNITS = 2;
    private static final int BATCH = 2;
    private static final int STEPS = 4;

    private final DoubleArithmetic m = new DoubleArithmetic();
    private final Cell cell = new LstmCell(Activation.TANH, Activation.SIGMOID);

    /** Runs there and back, with inputs and weights of 0, and a bias of 1. */
    private OptionalInt found(double[] cellState, double[] input, boolean[] entered) {
        int columns = cell.gates().size() * UNITS;
        double[] bias = new double[columns];
        Arrays.fill(bias, 1);
        try (RecurrentEngine<double[]> engine =
                        new RecurrentEngine<>(cell, 1, UNITS, m, new PlainProduct<>(), PlainPanels.ofThisRun());
                Memory<double[]> w = m.allocate(columns);
                Memory<double[]> r = m.allocate((long) UNITS * columns);
                Memory<double[]> dw = m.allocate(columns);
                Memory<double[]> dr = m.allocate((long) UNITS * columns);
                Memory<double[]> dx = m.allocate(STEPS * BATCH)) {
            w.put(0, new double[columns], 0, columns);
            r.put(0, new double[UNITS * columns], 0, UNITS * columns);
            Weights<double[]> weights = new Weights<>(w, r);
            engine.forward(
                    BATCH,
                    STEPS,
                    (t, into) -> System.arraycopy(input, t * BATCH, into, 0, BATCH),
                    weights,
                    bias,
                    new CellState<>(new double[BATCH * UNITS], cellState),
                    null,
                    true);
            assertThat(engine.firstNonFiniteState())
                    .as("before the backward pass")
                    .isEmpty();
            engine.backward(
                    (t, into) -> Arrays.fill(into, 1),
                    weights,
                    new Weights<>(dw, dr),
                    new double[columns],
                    dx,
                    STEPS,
                    StepHooks.recording(null));
            OptionalInt step = engine.firstNonFiniteState();
            entered[0] = step.isPresent() && !engine.enteredFinite(step.getAsInt());
            return step;
        }
    }

    @Test
    void anInfiniteCellStateIsFoundBehindABoundedOutput() {
        boolean[] entered = new boolean[1];
        double[] carried = {0, 0, Double.POSITIVE_INFINITY, 0};
        assertThat(found(carried, new double[STEPS * BATCH], entered)).hasValue(0);
        assertThat(entered[0]).isTrue();
    }

    @Test
    void theInputOfTheStepIsToldFromWhatComesOfIt() {
        boolean[] entered = new boolean[1];
        double[] input = new double[STEPS * BATCH];
        assertThat(found(new double[BATCH * UNITS], input, entered)).isEmpty();
        input[2 * BATCH + 1] = Double.NaN;
        assertThat(found(new double[BATCH * UNITS], input, entered)).hasValue(2);
        assertThat(entered[0]).isTrue();
    }
}
