// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.StepGradient;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The memory of a {@link RecurrentEngine} on a native product: grows to the largest shape seen, and is used again. */
final class EngineBuffers<A> extends StepBuffers<A> implements PassValues<A>, AutoCloseable {

    private @Nullable Memory<A> input;
    private @Nullable Memory<A> z;
    private @Nullable Memory<A> zRecurrent;
    private @Nullable Memory<A> states;
    private @Nullable Memory<A> dhCarried;
    private @Nullable Memory<A> scratch;
    private @Nullable ErrorTarget<A> replayed;
    private A[] biasSums;

    EngineBuffers(Cell cell, int inputs, int units, Arithmetic<A> m) {
        super(cell, inputs, units, m);
        biasSums = m.blocks(0, 0);
    }

    @Override
    void fit(int miniBatch, int timeSteps, @Nullable StepMask mask, boolean keep) {
        long rows = Math.multiplyExact((long) miniBatch, (long) timeSteps);
        input = atLeast(input, rows * inputs);
        z = atLeast(z, rows * gates * units);
        if (cell.recurrentApart()) {
            zRecurrent = atLeast(zRecurrent, rows * gates * units);
        }
        states = atLeast(states, (rows + miniBatch) * units);
        dhCarried = atLeast(dhCarried, (long) miniBatch * units);
        super.fit(miniBatch, timeSteps, mask, keep);
    }

    @Override
    void resize(int length) {
        super.resize(length);
        biasSums = m.blocks(cell.recurrentApart() ? 2 * gates : gates, length);
    }

    private Memory<A> atLeast(@Nullable Memory<A> memory, long length) {
        if (memory != null && memory.length() >= length) {
            return memory;
        }
        if (memory != null) {
            memory.close();
        }
        if (length > Integer.MAX_VALUE / Double.BYTES) {
            throw new IllegalArgumentException("A sequence may need at most " + Integer.MAX_VALUE / Double.BYTES
                    + " numbers a buffer, this one needs " + length + ": use a smaller minibatch or truncated BPTT");
        }
        return m.allocate(length);
    }

    private static <A> Memory<A> fitted(@Nullable Memory<A> memory) {
        if (memory == null) {
            throw new IllegalStateException("No sequence has been run, or the engine is closed");
        }
        return memory;
    }

    Memory<A> input() {
        return fitted(input);
    }

    /** Pre-activations forward, then dL/dz backward. */
    Memory<A> z() {
        return fitted(z);
    }

    /** Where the training's backward pass leaves its errors. */
    ErrorTarget<A> errors() {
        return new ErrorTarget<>(z(), cell.recurrentApart() ? zRecurrent() : z());
    }

    /** Where a replay leaves its errors: apart, so that those of the training's pass stay. */
    ErrorTarget<A> replayErrors() {
        long length = (long) batch() * steps() * gates * units;
        Memory<A> onInput = atLeast(replayed == null ? null : replayed.input(), length);
        Memory<A> onRecurrent =
                cell.recurrentApart() ? atLeast(replayed == null ? null : replayed.recurrent(), length) : onInput;
        replayed = new ErrorTarget<>(onInput, onRecurrent);
        return replayed;
    }

    @Override
    public Memory<A> scratch(long length) {
        scratch = atLeast(scratch, length);
        return scratch;
    }

    Memory<A> zRecurrent() {
        return fitted(zRecurrent);
    }

    /** The states h before the first step and after every step. */
    Memory<A> states() {
        return fitted(states);
    }

    Memory<A> dhCarried() {
        return fitted(dhCarried);
    }

    A[] biasSums() {
        return biasSums;
    }

    void clearBiasSums() {
        for (A sums : biasSums) {
            m.clear(sums, 0, m.length(sums));
        }
    }

    void addBiasSums(StepGradient<A> g, int length) {
        for (int k = 0; k < gates; k++) {
            m.sum(biasSums[k], biasSums[k], g.dz[k], length);
            if (cell.recurrentApart()) {
                m.sum(biasSums[gates + k], biasSums[gates + k], g.dzRecurrent[k], length);
            }
        }
    }

    /** Multiplies all errors of each example, from a step on, and what they made of the biases' gradient. */
    void scaleErrors(int first, double[] factors) {
        A row = m.block(gates * units);
        for (int b = 0; b < factors.length; b++) {
            if (factors[b] != 1) {
                for (int t = first; t < steps(); t++) {
                    scale(z(), (long) t * batch() + b, row, factors[b]);
                    if (cell.recurrentApart()) {
                        scale(zRecurrent(), (long) t * batch() + b, row, factors[b]);
                    }
                }
                for (A sums : biasSums) {
                    m.scale(sums, b * units, units, factors[b]);
                }
            }
        }
    }

    private void scale(Memory<A> errors, long index, A row, double factor) {
        int columns = gates * units;
        errors.get(index * columns, row, 0, columns);
        m.scale(row, 0, columns, factor);
        errors.put(index * columns, row, 0, columns);
    }

    @Override
    public int miniBatch() {
        return batch();
    }

    @Override
    public int timeSteps() {
        return steps();
    }

    @Override
    public void state(int t, A into) {
        states().get((long) t * batch() * units, into, 0, batch() * units);
    }

    @Override
    public void cellState(int t, A into) {
        m.copy(cBefore(t), 0, into, 0, batch() * units);
    }

    @Override
    public void error(int t, A into) {
        int size = batch() * gates * units;
        z().get((long) t * size, into, 0, size);
    }

    @Override
    public void recurrentError(int t, A into) {
        int size = batch() * gates * units;
        errors().recurrent().get((long) t * size, into, 0, size);
    }

    @Override
    public void input(int t, A into) {
        input().get((long) t * batch() * inputs, into, 0, batch() * inputs);
    }

    @Override
    public Memory<A> recurrentErrors(boolean unclipped) {
        return (unclipped ? replayErrors() : errors()).recurrent();
    }

    @Override
    public void close() {
        for (Memory<A> memory : new ArrayList<>(Arrays.asList(input, z, zRecurrent, states, dhCarried, scratch))) {
            if (memory != null) {
                memory.close();
            }
        }
        if (replayed != null) {
            replayed.input().close();
            if (replayed.recurrent() != replayed.input()) {
                replayed.recurrent().close();
            }
        }
        scratch = null;
        replayed = null;
        input = null;
        z = null;
        zRecurrent = null;
        states = null;
        dhCarried = null;
        shrink();
    }
}
