// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.DoubleArithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.PlainProduct;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.PeepholeLstmCell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import io.backflow.recurrent.internal.symbol.Symbols;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The engine in double against plain loops, and its gradients against finite differences of those loops. */
class RecurrentEngineTest {

    private static final int BATCH = 3;
    private static final int INPUTS = 2;
    private static final int UNITS = 4;
    private static final int STEPS = 6;

    /** Same formula in another order of summation, on at most a few dozen terms. */
    private static final double ROUNDING = 1e-12;

    /** Central differences with step 1e-5 in double: truncation about 1e-10, rounding about 1e-11. */
    private static final double STEP = 1e-5;

    private static final double RELATIVE_ERROR = 1e-6;

    static Stream<Arguments> cases() {
        List<Cell> cells = List.of(
                new SimpleRnnCell(Activation.TANH),
                new SimpleRnnCell(Activation.SIGMOID),
                new SimpleRnnCell(Activation.IDENTITY),
                new SimpleRnnCell(Activation.RELU),
                new SimpleRnnCell(Activation.HARD_TANH),
                new LstmCell(Activation.TANH, Activation.SIGMOID),
                new LstmCell(Activation.HARD_TANH, Activation.HARD_SIGMOID),
                new LstmCell(Activation.IDENTITY, Activation.SIGMOID),
                new PeepholeLstmCell(Activation.TANH, Activation.SIGMOID),
                new PeepholeLstmCell(Activation.HARD_TANH, Activation.HARD_SIGMOID),
                new GruCell(Activation.TANH, Activation.SIGMOID),
                new GruCell(Activation.RELU, Activation.HARD_SIGMOID));
        return cells.stream()
                .flatMap(cell -> Stream.of("none", "left", "right", "interior")
                        .flatMap(mask -> Stream.of(STEPS, 2)
                                .flatMap(back -> Stream.of(true, false)
                                        .flatMap(carried -> Stream.of(true, false)
                                                .map(packed -> Arguments.of(cell, mask, back, carried, packed))))));
    }

    @ParameterizedTest(name = "{0}, mask {1}, backward {2}, carried {3}, packed {4}")
    @MethodSource("cases")
    void agreesWithPlainLoopsAndFiniteDifferences(
            Cell cell, String mask, int backwardLength, boolean carried, boolean packed) {
        Case shape = new Case(cell, mask, backwardLength, carried, INPUTS);
        shape.check(packed ? new PlainPanels() : null);
    }

    static Stream<Arguments> symbolCases() {
        return Stream.of(
                        new SimpleRnnCell(Activation.TANH),
                        new LstmCell(Activation.TANH, Activation.SIGMOID),
                        new PeepholeLstmCell(Activation.TANH, Activation.SIGMOID),
                        new GruCell(Activation.TANH, Activation.SIGMOID))
                .flatMap(cell -> Stream.of("none", "left", "right", "interior")
                        .flatMap(mask -> Stream.of(STEPS, 2)
                                .flatMap(back -> Stream.of(true, false)
                                        .map(carried -> Arguments.of(cell, mask, back, carried)))));
    }

    @ParameterizedTest(name = "{0}, mask {1}, backward {2}, carried {3}")
    @MethodSource("symbolCases")
    void agreesWhereAllInputsAreOneHotOrZero(Cell cell, String mask, int backwardLength, boolean carried) {
        Case shape = new Case(cell, mask, backwardLength, carried, Symbols.LEAST_INPUTS);
        shape.becomeSymbols();
        shape.check(new PlainPanels());
    }

    @ParameterizedTest(name = "{0}, mask {1}, backward {2}, carried {3}")
    @MethodSource("symbolCases")
    void agreesWhereOneInputIsNotOneHot(Cell cell, String mask, int backwardLength, boolean carried) {
        for (double other : new double[] {0.5, -1, 2}) {
            Case shape = new Case(cell, mask, backwardLength, carried, Symbols.LEAST_INPUTS);
            shape.becomeSymbols();
            shape.x[shape.x.length - Symbols.LEAST_INPUTS - 1] = other;
            shape.xBefore = shape.x.clone();
            shape.check(new PlainPanels());
        }
    }

    /**
     * One shape with random numbers in it; the parameters and inputs are changed in place by the finite differences.
     */
    private static final class Case {
        private final Random random = new Random(20);
        private final Cell cell;
        private final boolean[][] maskedSteps = new boolean[STEPS][BATCH];
        private final int backwardLength;
        private final int inputs;
        private final double[] x;
        private final double[] injected = numbers(STEPS * BATCH * UNITS, 1);
        private final double[] h0;
        private final double[] c0;
        private final boolean carried;
        private final NaiveCell.Parameters parameters;
        private final NaiveCell.Parameters before;
        private double[] xBefore;

        Case(Cell cell, String mask, int backwardLength, boolean carried, int inputs) {
            this.cell = cell;
            this.inputs = inputs;
            x = numbers(STEPS * BATCH * inputs, 1);
            this.backwardLength = backwardLength;
            this.carried = carried;
            int gates = cell.gates().size();
            h0 = carried ? numbers(BATCH * UNITS, 0.5) : new double[BATCH * UNITS];
            c0 = carried ? numbers(BATCH * UNITS, 0.5) : new double[BATCH * UNITS];
            parameters = new NaiveCell.Parameters(
                    numbers(inputs * gates * UNITS, 0.7),
                    numbers(UNITS * gates * UNITS, 0.5),
                    numbers(cell.biasBlocks() * UNITS, 0.3));
            before = parameters.copy();
            xBefore = x.clone();
            switch (mask) {
                case "left" -> hold(0, 0, 3);
                case "right" -> hold(1, 3, STEPS);
                case "interior" -> {
                    hold(0, 2, 4);
                    hold(2, 0, STEPS);
                }
                default -> assertThat(mask).isEqualTo("none");
            }
        }

        /** Makes every third input 0 and the others one-hot, but for masked ones. */
        void becomeSymbols() {
            for (int i = 0; i < STEPS * BATCH; i++) {
                if (!maskedSteps[i / BATCH][i % BATCH]) {
                    Arrays.fill(x, i * inputs, (i + 1) * inputs, 0);
                    if (i % 3 != 1) {
                        x[i * inputs + random.nextInt(inputs)] = 1;
                    }
                }
            }
            xBefore = x.clone();
        }

        private void hold(int example, int from, int to) {
            for (int t = from; t < to; t++) {
                maskedSteps[t][example] = true;
            }
        }

        private double[] numbers(int count, double scale) {
            return random.doubles(count).map(d -> scale * (2 * d - 1)).toArray();
        }

        void check(@Nullable PlainPanels panels) {
            DoubleArithmetic m = new DoubleArithmetic();
            int gates = cell.gates().size();
            try (RecurrentEngine<double[]> engine =
                            new RecurrentEngine<>(cell, inputs, UNITS, m, new PlainProduct<>(), panels);
                    Memory<double[]> w = memory(m, parameters.w);
                    Memory<double[]> r = memory(m, parameters.r);
                    Memory<double[]> dw = m.allocate(w.length());
                    Memory<double[]> dr = m.allocate(r.length());
                    Memory<double[]> dx = m.allocate(x.length);
                    Memory<double[]> y = m.allocate(STEPS * BATCH * UNITS)) {
                Weights<double[]> weights = new Weights<>(w, r);
                CellState<double[]> start = carried ? new CellState<>(h0, c0) : null;
                engine.forward(
                        BATCH,
                        STEPS,
                        reader(x, inputs),
                        weights,
                        parameters.bias,
                        start,
                        StepMask.of(maskedSteps),
                        true);
                engine.outputs(y);
                assertThat(read(y)).containsExactly(naiveOutputs(), within(ROUNDING));

                double[] db = new double[gates * UNITS * (cell.recurrentApart() ? 2 : 1)];
                engine.backward(
                        reader(injected, UNITS),
                        weights,
                        new Weights<>(dw, dr),
                        db,
                        dx,
                        backwardLength,
                        StepHooks.recording(null));
                compare("W", parameters.w, read(dw));
                compare("R", parameters.r, read(dr));
                compare("b", parameters.bias, blocksOf(db, engine.peepholeGradients()));
                compare("x", x, read(dx));
            }
        }

        /**
         * The recurrent biases of reset and update share the gradient of the input ones, and have no block of their
         * own.
         */
        private double[] blocksOf(double[] db, double[] peepholes) {
            if (!cell.recurrentApart()) {
                double[] both = Arrays.copyOf(db, db.length + peepholes.length);
                System.arraycopy(peepholes, 0, both, db.length, peepholes.length);
                return both;
            }
            double[] blocks = Arrays.copyOf(db, 4 * UNITS);
            System.arraycopy(db, 5 * UNITS, blocks, 3 * UNITS, UNITS);
            assertThat(Arrays.copyOfRange(db, 3 * UNITS, 5 * UNITS)).containsExactly(Arrays.copyOf(db, 2 * UNITS));
            return blocks;
        }

        private void compare(String name, double[] values, double[] gradient) {
            double difference = 0;
            double norm = 1e-12;
            for (int i = 0; i < values.length; i++) {
                int at = i;
                double expected = central(values, at, this::loss);
                difference += Math.pow(gradient[i] - expected, 2);
                norm += Math.pow(expected, 2);
            }
            assertThat(Math.sqrt(difference / norm)).as("d" + name).isLessThan(RELATIVE_ERROR);
        }

        private static double central(double[] values, int at, DoubleSupplier f) {
            double value = values[at];
            values[at] = value + STEP;
            double up = f.getAsDouble();
            values[at] = value - STEP;
            double down = f.getAsDouble();
            values[at] = value;
            return (up - down) / (2 * STEP);
        }

        private double[] naiveOutputs() {
            double[] y = new double[STEPS * BATCH * UNITS];
            run(y);
            return y;
        }

        /** The loss of the steps within the backward length, as if the state before them were a constant. */
        private double loss() {
            double[] y = new double[STEPS * BATCH * UNITS];
            run(y);
            double loss = 0;
            for (int i = (STEPS - backwardLength) * BATCH * UNITS; i < y.length; i++) {
                loss += injected[i] * y[i];
            }
            return loss;
        }

        private void run(double[] y) {
            NaiveCell naive = new NaiveCell(cell, inputs, UNITS);
            for (int b = 0; b < BATCH; b++) {
                double[] h = Arrays.copyOfRange(h0, b * UNITS, (b + 1) * UNITS);
                double[] c = Arrays.copyOfRange(c0, b * UNITS, (b + 1) * UNITS);
                for (int t = 0; t < STEPS; t++) {
                    boolean constant = t < STEPS - backwardLength;
                    int at = (t * BATCH + b) * inputs;
                    if (!maskedSteps[t][b]) {
                        double[] xs = constant ? xBefore : x;
                        naive.step(constant ? before : parameters, Arrays.copyOfRange(xs, at, at + inputs), h, c);
                        System.arraycopy(h, 0, y, (t * BATCH + b) * UNITS, UNITS);
                    }
                }
            }
        }

        private static Memory<double[]> memory(DoubleArithmetic m, double[] values) {
            Memory<double[]> memory = m.allocate(values.length);
            memory.put(0, values, 0, values.length);
            return memory;
        }

        private static double[] read(Memory<double[]> memory) {
            double[] values = new double[(int) memory.length()];
            memory.get(0, values, 0, values.length);
            return values;
        }

        private static SequenceReader<double[]> reader(double[] values, int size) {
            return (t, into) -> System.arraycopy(values, t * BATCH * size, into, 0, BATCH * size);
        }
    }
}
