// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The memory of a {@link RecurrentEngine}: grows to the largest shape seen, and is used again. */
final class EngineBuffers<A> implements AutoCloseable {

    private final Cell cell;
    private final int inputs;
    private final int units;
    private final int gates;
    private final Arithmetic<A> m;

    private @Nullable Memory<A> input;
    private @Nullable Memory<A> z;
    private @Nullable Memory<A> zRecurrent;
    private @Nullable Memory<A> states;
    private @Nullable Memory<A> dhCarried;
    private @Nullable Memory<A> scratch;
    private @Nullable ErrorTarget<A> replayed;

    private int block = -1;
    private final List<A[]> kept = new ArrayList<>();
    private A[] recurrent;
    private A[] bias;
    private A[] biasSums;
    private A[] pool;
    private A inputScratch;
    private StepGradient<A> gradient;
    private int current;
    private int batch;
    private int steps;
    private @Nullable StepMask mask;

    EngineBuffers(Cell cell, int inputs, int units, Arithmetic<A> m) {
        this.cell = cell;
        this.inputs = inputs;
        this.units = units;
        this.gates = cell.gates().size();
        this.m = m;
        recurrent = m.blocks(0, 0);
        bias = recurrent;
        biasSums = recurrent;
        pool = recurrent;
        inputScratch = m.block(0);
        gradient = new StepGradient<>(m, cell, 0);
    }

    /** Makes room for a sequence, which is the current one from now on. */
    void fit(int miniBatch, int timeSteps, @Nullable StepMask mask, boolean keep) {
        batch = miniBatch;
        steps = timeSteps;
        this.mask = mask;
        long rows = Math.multiplyExact((long) batch, (long) steps);
        input = atLeast(input, rows * inputs);
        z = atLeast(z, rows * gates * units);
        if (cell.recurrentApart()) {
            zRecurrent = atLeast(zRecurrent, rows * gates * units);
        }
        states = atLeast(states, (rows + batch) * units);
        dhCarried = atLeast(dhCarried, (long) batch * units);
        if (batch * units > block) {
            resize();
        }
        int count = keep ? steps : Math.min(2, steps);
        while (kept.size() < count) {
            kept.add(m.blocks(cell.keptBlocks(), block));
        }
        current = 0;
    }

    private void resize() {
        block = batch * units;
        kept.clear();
        recurrent = m.blocks(cell.recurrentApart() ? gates : 0, block);
        bias = m.blocks(cell.biasBlocks(), block);
        biasSums = m.blocks(cell.recurrentApart() ? 2 * gates : gates, block);
        pool = m.blocks(5, block);
        inputScratch = m.block(batch * inputs);
        gradient = new StepGradient<>(m, cell, block);
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

    int batch() {
        return batch;
    }

    int steps() {
        return steps;
    }

    @Nullable
    StepMask mask() {
        return mask;
    }

    /** Returns the cell state before step t. */
    A cBefore(int t, boolean keep) {
        int index = cell.cellStateBlock();
        return t == 0 || index < 0 ? cStart() : kept(t - 1, keep)[index];
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
        long length = (long) batch * steps * gates * units;
        Memory<A> onInput = atLeast(replayed == null ? null : replayed.input(), length);
        Memory<A> onRecurrent =
                cell.recurrentApart() ? atLeast(replayed == null ? null : replayed.recurrent(), length) : onInput;
        replayed = new ErrorTarget<>(onInput, onRecurrent);
        return replayed;
    }

    /** Returns room for whatever, the same at every call. */
    Memory<A> scratch(long length) {
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

    /** Returns what step t keeps; without a backward pass two steps share the room in turns. */
    A[] kept(int t, boolean keep) {
        return kept.get(keep ? t : t % 2);
    }

    A[] recurrent() {
        return recurrent;
    }

    A[] bias() {
        return bias;
    }

    A[] biasSums() {
        return biasSums;
    }

    A inputScratch() {
        return inputScratch;
    }

    StepGradient<A> gradient() {
        return gradient;
    }

    A h() {
        return pool[current];
    }

    /** Moves on to the other of two blocks for h, and returns it. */
    A swapH() {
        current = 1 - current;
        return pool[current];
    }

    A cStart() {
        return pool[2];
    }

    A heldH() {
        return pool[3];
    }

    A heldC() {
        return pool[4];
    }

    void clearBiasSums() {
        for (A sums : biasSums) {
            m.clear(sums, 0, block);
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

    @Override
    public void close() {
        for (Memory<A> memory :
                new ArrayList<>(java.util.Arrays.asList(input, z, zRecurrent, states, dhCarried, scratch))) {
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
        kept.clear();
        block = -1;
    }
}
