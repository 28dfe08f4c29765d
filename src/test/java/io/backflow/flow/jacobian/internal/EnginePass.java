// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import io.backflow.linalg.internal.Vectors;
import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.arithmetic.DoubleArithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.PlainProduct;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.kernel.NaiveCell;
import io.backflow.recurrent.internal.kernel.RecurrentEngine;
import io.backflow.recurrent.internal.kernel.SequenceReader;
import io.backflow.recurrent.internal.kernel.StepHooks;
import io.backflow.recurrent.internal.kernel.StepMask;
import io.backflow.recurrent.internal.kernel.Weights;
import io.backflow.recurrent.internal.trace.BackwardRecorder;
import io.backflow.recurrent.internal.trace.Recorded;
import java.util.Arrays;
import java.util.Random;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A random sequence through a random cell in double, and the same cell in plain loops to disturb it in. */
final class EnginePass {

    static final int INPUTS = 2;
    static final int BATCH = 3;

    private static final double STEP = 1e-6;

    final Cell cell;
    final int units;
    final int steps;
    final boolean[][] masked;
    /** Column-major, as the engine has it. */
    final double[] w;

    final double[] r;
    final double[] bias;
    final double[] x;
    private final double[] injected;
    int backwardLength = Integer.MAX_VALUE;

    EnginePass(Cell cell, int units, int steps, double scale, long seed) {
        Random random = new Random(seed);
        int gates = cell.gates().size();
        this.cell = cell;
        this.units = units;
        this.steps = steps;
        masked = new boolean[steps][BATCH];
        w = numbers(random, INPUTS * gates * units, 1);
        r = numbers(random, units * gates * units, scale);
        bias = numbers(random, cell.biasBlocks() * units, 0.5);
        x = numbers(random, steps * BATCH * INPUTS, 1);
        injected = numbers(random, steps * BATCH * units, 1);
    }

    private static double[] numbers(Random random, int count, double scale) {
        return random.doubles(count).map(d -> scale * (2 * d - 1)).toArray();
    }

    RecurrentWeights weights() {
        int columns = cell.gates().size() * units;
        if (cell.peepholes() > 0) {
            double[] stored = Arrays.copyOf(r, r.length + cell.peepholes() * units);
            System.arraycopy(bias, columns, stored, r.length, cell.peepholes() * units);
            INDArray rw = Nd4j.createFromArray(stored).reshape('f', units, columns + cell.peepholes());
            return RecurrentWeights.of(cell, rw, Nd4j.createFromArray(Arrays.copyOf(bias, columns)));
        }
        double[] rows = new double[r.length];
        for (int i = 0; i < units; i++) {
            for (int j = 0; j < columns; j++) {
                rows[i * columns + j] = r[j * units + i];
            }
        }
        double[] candidate =
                cell.recurrentApart() ? Arrays.copyOfRange(bias, bias.length - units, bias.length) : new double[0];
        return RecurrentWeights.of(cell, units, rows, candidate);
    }

    BackwardTrace trace() {
        return backward(injected, new double[w.length], new double[r.length]);
    }

    /**
     * Takes steps of gradient descent in W and R on {@code 1/2 ||h - target||^2} of the last step, the targets being
     * 0.8 or -0.8 by unit and example.
     */
    void train(int updates, double rate) {
        Random random = new Random(updates);
        double[] targets = random.doubles((long) BATCH * units)
                .map(d -> d < 0.5 ? -0.8 : 0.8)
                .toArray();
        double[] errors = new double[injected.length];
        for (int update = 0; update < updates; update++) {
            BackwardTrace.StepActivations states = trace().activations().orElseThrow();
            for (int b = 0; b < BATCH; b++) {
                double[] h = states.example(BackwardTrace.StepActivations.STATE, steps - 1, b);
                for (int u = 0; u < units; u++) {
                    errors[((steps - 1) * BATCH + b) * units + u] = h[u] - targets[b * units + u];
                }
            }
            double[] dw = new double[w.length];
            double[] dr = new double[r.length];
            backward(errors, dw, dr);
            Vectors.add(w, -rate, dw);
            Vectors.add(r, -rate, dr);
        }
    }

    /** Runs the engine on errors from outside; writes the gradients. */
    private BackwardTrace backward(double[] errors, double[] toW, double[] toR) {
        DoubleArithmetic m = new DoubleArithmetic();
        int gates = cell.gates().size();
        try (RecurrentEngine<double[]> engine = new RecurrentEngine<>(cell, INPUTS, units, m, new PlainProduct<>());
                Memory<double[]> input = memory(m, w);
                Memory<double[]> recurrent = memory(m, r);
                Memory<double[]> dw = m.allocate(w.length);
                Memory<double[]> dr = m.allocate(r.length);
                Memory<double[]> dx = m.allocate(x.length)) {
            Weights<double[]> weights = new Weights<>(input, recurrent);
            engine.forward(BATCH, steps, reader(x, INPUTS), weights, bias, null, StepMask.of(masked), true);
            BackwardRecorder<double[]> recorder = new BackwardRecorder<>(cell, m, BATCH, units, steps, Recorded.ALL);
            engine.backward(
                    reader(errors, units),
                    weights,
                    new Weights<>(dw, dr),
                    new double[2 * gates * units],
                    dx,
                    backwardLength,
                    StepHooks.recording(recorder));
            dw.get(0, toW, 0, toW.length);
            dr.get(0, toR, 0, toR.length);
            return recorder.trace();
        }
    }

    private static Memory<double[]> memory(DoubleArithmetic m, double[] values) {
        Memory<double[]> memory = m.allocate(values.length);
        memory.put(0, values, 0, values.length);
        return memory;
    }

    private static SequenceReader<double[]> reader(double[] values, int size) {
        return (t, into) -> System.arraycopy(values, t * BATCH * size, into, 0, BATCH * size);
    }

    ExampleSteps example(BackwardTrace trace, int example) {
        return ExampleSteps.of(trace, example, t -> masked[t][example]);
    }

    /**
     * Returns the columns of the derivative of the state at one step by the state at an earlier one, by central
     * differences.
     */
    double[][] differences(BackwardTrace trace, int example, int from, int to) {
        BackwardTrace.StepActivations a = trace.activations().orElseThrow();
        boolean hasCell = cell.cellStateBlock() >= 0;
        int size = hasCell ? 2 * units : units;
        double[] state = Arrays.copyOf(a.example(BackwardTrace.StepActivations.STATE, from, example), size);
        if (hasCell) {
            System.arraycopy(
                    a.example(BackwardTrace.StepActivations.CELL_STATE, from, example), 0, state, units, units);
        }
        double[][] columns = new double[size][];
        for (int j = 0; j < size; j++) {
            double[] up = run(moved(state, j, STEP), example, from, to);
            double[] down = run(moved(state, j, -STEP), example, from, to);
            columns[j] = new double[size];
            for (int i = 0; i < size; i++) {
                columns[j][i] = (up[i] - down[i]) / (2 * STEP);
            }
        }
        return columns;
    }

    private static double[] moved(double[] state, int index, double by) {
        double[] moved = state.clone();
        moved[index] += by;
        return moved;
    }

    private double[] run(double[] state, int example, int from, int to) {
        NaiveCell naive = new NaiveCell(cell, INPUTS, units);
        NaiveCell.Parameters parameters = new NaiveCell.Parameters(w, r, bias);
        double[] h = Arrays.copyOf(state, units);
        double[] c = state.length > units ? Arrays.copyOfRange(state, units, 2 * units) : new double[units];
        for (int t = from + 1; t <= to; t++) {
            if (!masked[t][example]) {
                int at = (t * BATCH + example) * INPUTS;
                naive.step(parameters, Arrays.copyOfRange(x, at, at + INPUTS), h, c);
            }
        }
        double[] end = Arrays.copyOf(h, state.length);
        if (state.length > units) {
            System.arraycopy(c, 0, end, units, units);
        }
        return end;
    }
}
