// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.CellLoops;
import io.backflow.recurrent.internal.cell.StepGradient;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The heap arrays that the steps of a pass work on: grow to the largest shape seen, and are used again. */
abstract class StepBuffers<A> {

    final Cell cell;
    final int inputs;
    final int units;
    final int gates;
    final Arithmetic<A> m;

    private int block = -1;
    private final List<A[]> kept = new ArrayList<>();
    private A[] recurrent;
    private A[] bias;
    private A[] pool;
    private A inputScratch;
    private StepGradient<A> gradient;
    private int current;
    private int batch;
    private int steps;
    private boolean keeps;
    private @Nullable StepMask held;

    StepBuffers(Cell cell, int inputs, int units, Arithmetic<A> m) {
        this.cell = cell;
        this.inputs = inputs;
        this.units = units;
        this.gates = cell.gates().size();
        this.m = m;
        recurrent = m.blocks(0, 0);
        bias = recurrent;
        pool = recurrent;
        inputScratch = m.block(0);
        gradient = new StepGradient<>(m, cell, 0);
    }

    /** Makes room for a sequence, which is the current one from now on. */
    void fit(int miniBatch, int timeSteps, @Nullable StepMask mask, boolean keep) {
        batch = miniBatch;
        steps = timeSteps;
        held = mask;
        keeps = keep;
        if (batch * units > block) {
            block = batch * units;
            kept.clear();
            resize(block + CellLoops.ROOM);
        }
        int count = keep ? steps : Math.min(2, steps);
        while (kept.size() < count) {
            kept.add(m.blocks(cell.keptBlocks(), block + CellLoops.ROOM));
        }
        current = 0;
    }

    /** Makes room for blocks of another size. */
    void resize(int length) {
        recurrent = m.blocks(cell.recurrentApart() ? gates : 0, length);
        bias = m.blocks(cell.biasBlocks(), length);
        pool = m.blocks(5, length);
        inputScratch = m.block(batch * inputs);
        gradient = new StepGradient<>(m, cell, length);
    }

    /** Forgets all that grows with the sequence. */
    void shrink() {
        kept.clear();
        block = -1;
    }

    /** Copies the state before step t, or after the last step. */
    abstract void state(int t, A into);

    int batch() {
        return batch;
    }

    int steps() {
        return steps;
    }

    @Nullable
    StepMask held() {
        return held;
    }

    /** Returns the cell state before step t. */
    A cBefore(int t, boolean keep) {
        int index = cell.cellStateBlock();
        return t == 0 || index < 0 ? cStart() : kept(t - 1, keep)[index];
    }

    /** Returns the cell state before step t, or after the last one, of the last pass, whether it was kept or not. */
    A cBefore(int t) {
        return cBefore(t, keeps);
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

    /** Writes the biases out for every example. */
    final void tileBiases(A biases) {
        for (int k = 0; k < cell.biasBlocks(); k++) {
            m.tile(biases, k * units, units, batch, bias[k]);
        }
    }

    void forward(A[] blocks, A before, A cBefore, A after) {
        cell.forward(m, blocks, recurrent, bias, before, cBefore, after, batch * units);
    }

    void backward(A[] blocks, A hBefore, A cBefore) {
        cell.backward(m, blocks, bias, hBefore, cBefore, gradient, batch * units);
    }

    /** Takes the step whose products are there, and returns the state after it. */
    final A step(int t, boolean keep) {
        A[] blocks = kept(t, keep);
        A before = h();
        A after = swapH();
        A cBefore = cBefore(t, keep);
        forward(blocks, before, cBefore, after);
        if (held != null) {
            held.keep(m, t, before, after, units);
            if (cell.cellStateBlock() >= 0) {
                held.keep(m, t, cBefore, blocks[cell.cellStateBlock()], units);
            }
        }
        return after;
    }
}
