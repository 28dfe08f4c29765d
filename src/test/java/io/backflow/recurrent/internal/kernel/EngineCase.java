// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.arithmetic.DoubleArithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.PlainProduct;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.trace.BackwardRecorder;
import io.backflow.recurrent.internal.trace.Recorded;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A small sequence with parameters for a cell in double, and what engine and plain loops make of it. */
final class EngineCase {

    static final int BATCH = 3;
    static final int INPUTS = 2;
    static final int UNITS = 4;
    static final int STEPS = 6;
    static final int FIRST = 1;

    final Cell cell;
    final boolean[][] maskedSteps = new boolean[STEPS][BATCH];
    final NaiveCell.Parameters parameters;
    final double[] inputGradient;
    final double[] recurrentGradient;
    final double[] biasGradient;
    final double[] downGradient = new double[STEPS * BATCH * INPUTS];

    private final Random random;
    private final double[] x;
    private final double[] injected;

    EngineCase(Cell cell, boolean masked, long seed) {
        this.cell = cell;
        random = new Random(seed);
        maskedSteps[2][1] = masked;
        maskedSteps[3][1] = masked;
        maskedSteps[STEPS - 1][0] = masked;
        x = numbers(STEPS * BATCH * INPUTS);
        injected = numbers(STEPS * BATCH * UNITS);
        int columns = cell.gates().size() * UNITS;
        parameters = new NaiveCell.Parameters(
                numbers(INPUTS * columns), numbers(UNITS * columns), numbers(cell.biasBlocks() * UNITS));
        inputGradient = new double[INPUTS * columns];
        biasGradient = new double[2 * columns];
        recurrentGradient = new double[UNITS * columns];
    }

    private double[] numbers(int count) {
        return random.doubles(count).map(d -> 2 * d - 1).toArray();
    }

    double input(int t, int b, int i) {
        return x[(t * BATCH + b) * INPUTS + i];
    }

    double injected(int t, int b, int u) {
        return injected[(t * BATCH + b) * UNITS + u];
    }

    void inject(int t, int b, int u, double value) {
        injected[(t * BATCH + b) * UNITS + u] = value;
    }

    /** Runs the engine forward and back, and then does with it what is asked for; leaves the gradients. */
    BackwardTrace run(
            @Nullable StepClipper<double[]> clipper, BiConsumer<RecurrentEngine<double[]>, Weights<double[]>> then) {
        return run(PlainPanels.ofThisRun(), recorder -> new StepHooks<>(recorder, clipper, null), then);
    }

    /**
     * Does the same with any hooks.
     *
     * @param panels the packed products; null for native ones
     * @param hooks made of what records
     */
    BackwardTrace run(
            @Nullable PlainPanels panels,
            Function<BackwardRecorder<double[]>, StepHooks<double[]>> hooks,
            BiConsumer<RecurrentEngine<double[]>, Weights<double[]>> then) {
        DoubleArithmetic m = new DoubleArithmetic();
        try (RecurrentEngine<double[]> engine =
                        new RecurrentEngine<>(cell, INPUTS, UNITS, m, new PlainProduct<>(), panels);
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
                    biasGradient,
                    dx,
                    STEPS - FIRST,
                    hooks.apply(recorder));
            then.accept(engine, weights);
            dw.get(0, inputGradient, 0, inputGradient.length);
            dr.get(0, recurrentGradient, 0, recurrentGradient.length);
            dx.get(0, downGradient, 0, downGradient.length);
            return recorder.trace();
        }
    }

    /** Runs one example in plain loops. */
    NaiveBackward.Errors run(NaiveBackward naive, int b) {
        double[][] in = new double[STEPS][INPUTS];
        double[][] from = new double[STEPS][UNITS];
        boolean[] masked = new boolean[STEPS];
        for (int t = 0; t < STEPS; t++) {
            System.arraycopy(x, (t * BATCH + b) * INPUTS, in[t], 0, INPUTS);
            System.arraycopy(injected, (t * BATCH + b) * UNITS, from[t], 0, UNITS);
            masked[t] = maskedSteps[t][b];
        }
        return naive.run(in, from, masked, FIRST);
    }

    NaiveBackward naive() {
        return new NaiveBackward(cell, INPUTS, UNITS, parameters);
    }

    SequenceReader<double[]> onlyStep(int step) {
        double[] one = new double[injected.length];
        System.arraycopy(injected, step * BATCH * UNITS, one, step * BATCH * UNITS, BATCH * UNITS);
        return reader(one, UNITS);
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
