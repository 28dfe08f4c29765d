// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.arithmetic.DoubleArithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.PlainProduct;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.trace.BackwardRecorder;
import io.backflow.recurrent.internal.trace.Recorded;
import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** A small sequence through engine and plain loops, which can be disturbed at one step of one example. */
public final class TraceCase {
    static final int BATCH = 2;
    static final int INPUTS = 2;
    static final int UNITS = 3;
    static final int STEPS = 4;
    static final int FIRST = 1;
    static final double STEP = 1e-5;

    /** What the plain loops are disturbed by. */
    public enum Site {
        NOTHING,
        HIDDEN,
        CELL,
        GATE
    }

    public record Disturbance(Site site, int step, int example, int index, double by) {}

    private final Random random = new Random(30);
    private final Cell cell;
    public final boolean[][] maskedSteps = new boolean[STEPS][BATCH];
    private final double[] x = numbers(STEPS * BATCH * INPUTS, 1);
    public final double[] injected = numbers(STEPS * BATCH * UNITS, 1);
    private final NaiveCell.Parameters parameters;
    /** Column-major [units, gates x units]. */
    public double[] recurrentGradient = new double[0];

    public TraceCase(Cell cell, boolean masked) {
        this.cell = cell;
        maskedSteps[2][1] = masked;
        int gates = cell.gates().size();
        parameters = new NaiveCell.Parameters(
                numbers(INPUTS * gates * UNITS, 1),
                numbers(UNITS * gates * UNITS, 1),
                numbers(cell.biasBlocks() * UNITS, 1));
    }

    private double[] numbers(int count, double scale) {
        return random.doubles(count).map(d -> scale * (2 * d - 1)).toArray();
    }

    public BackwardTrace trace(DoubleArithmetic m) {
        int gates = cell.gates().size();
        try (RecurrentEngine<double[]> engine =
                        new RecurrentEngine<>(cell, INPUTS, UNITS, m, new PlainProduct<>(), PlainPanels.ofThisRun());
                Memory<double[]> w = memory(m, parameters.w);
                Memory<double[]> r = memory(m, parameters.r);
                Memory<double[]> dw = m.allocate(w.length());
                Memory<double[]> dr = m.allocate(r.length());
                Memory<double[]> dx = m.allocate(x.length)) {
            Weights<double[]> weights = new Weights<>(w, r);
            engine.forward(
                    BATCH, STEPS, reader(x, INPUTS), weights, parameters.bias, null, StepMask.of(maskedSteps), true);
            BackwardRecorder<double[]> recorder = new BackwardRecorder<>(cell, m, BATCH, UNITS, STEPS, Recorded.ALL);
            engine.backward(
                    reader(injected, UNITS),
                    weights,
                    new Weights<>(dw, dr),
                    new double[2 * gates * UNITS],
                    dx,
                    STEPS - FIRST,
                    StepHooks.recording(recorder));
            recurrentGradient = new double[parameters.r.length];
            dr.get(0, recurrentGradient, 0, recurrentGradient.length);
            return recorder.trace();
        }
    }

    public double injectedNorm(int t) {
        double squares = 0;
        for (int b = 0; b < BATCH; b++) {
            for (int u = 0; u < UNITS; u++) {
                squares += maskedSteps[t][b] ? 0 : Math.pow(injected[(t * BATCH + b) * UNITS + u], 2);
            }
        }
        return Math.sqrt(squares);
    }

    public double norm(Site site, int t, int gate) {
        double squares = 0;
        for (int b = 0; b < BATCH; b++) {
            for (int u = 0; u < UNITS; u++) {
                int example = b;
                int index = site == Site.GATE ? gate * UNITS + u : u;
                DoubleUnaryOperator loss = by -> loss(new Disturbance(site, t, example, index, by));
                squares += Math.pow((loss.applyAsDouble(STEP) - loss.applyAsDouble(-STEP)) / (2 * STEP), 2);
            }
        }
        return Math.sqrt(squares);
    }

    public double loss(Disturbance d) {
        double[][][] states = states(d);
        double loss = 0;
        for (int t = 0; t < STEPS; t++) {
            for (int b = 0; b < BATCH; b++) {
                for (int u = 0; u < UNITS; u++) {
                    loss += maskedSteps[t][b] ? 0 : injected[(t * BATCH + b) * UNITS + u] * states[t][b][u];
                }
            }
        }
        return loss;
    }

    public double[][][] states(Disturbance d) {
        NaiveCell naive = new NaiveCell(cell, INPUTS, UNITS);
        double[][][] states = new double[STEPS][BATCH][];
        for (int b = 0; b < BATCH; b++) {
            double[] h = new double[UNITS];
            double[] c = new double[UNITS];
            for (int t = 0; t < STEPS; t++) {
                step(naive, d, t, b, h, c);
                states[t][b] = h.clone();
            }
        }
        return states;
    }

    /** dL/dc is taken before h: the disturbed cell state changes this step's output too. */
    private void step(NaiveCell naive, Disturbance d, int t, int b, double[] h, double[] c) {
        boolean here = d.step() == t && d.example() == b;
        int at = (t * BATCH + b) * INPUTS;
        if (!maskedSteps[t][b]) {
            NaiveCell.Parameters p = parameters.copy();
            if (here && d.site() == Site.GATE) {
                p.bias[d.index()] += d.by();
            }
            naive.step(p, Arrays.copyOfRange(x, at, at + INPUTS), h, c);
            if (here && d.site() == Site.CELL) {
                double output = h[d.index()] / Math.tanh(c[d.index()]);
                c[d.index()] += d.by();
                h[d.index()] = output * Math.tanh(c[d.index()]);
            }
        } else if (here && d.site() == Site.CELL) {
            c[d.index()] += d.by();
        }
        if (here && d.site() == Site.HIDDEN) {
            h[d.index()] += d.by();
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
}
