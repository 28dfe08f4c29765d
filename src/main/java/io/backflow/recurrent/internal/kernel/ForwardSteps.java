// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.MatrixProduct;
import io.backflow.recurrent.internal.arithmetic.MatrixProduct.Matrix;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.cell.Cell;
import org.jspecify.annotations.Nullable;

/** The way forward through a sequence, for {@link RecurrentEngine}. */
final class ForwardSteps<A> {

    private final Cell cell;
    private final int inputs;
    private final int units;
    private final int gates;
    private final Arithmetic<A> m;
    private final MatrixProduct<A> product;
    private final EngineBuffers<A> buffers;
    private int batch;
    private int steps;
    private @Nullable StepMask held;

    ForwardSteps(
            Cell cell, int inputs, int units, Arithmetic<A> m, MatrixProduct<A> product, EngineBuffers<A> buffers) {
        this.cell = cell;
        this.inputs = inputs;
        this.units = units;
        this.gates = cell.gates().size();
        this.m = m;
        this.product = product;
        this.buffers = buffers;
    }

    void run(SequenceReader<A> input, Weights<A> weights, A bias, @Nullable CellState<A> start, boolean keep) {
        batch = buffers.batch();
        steps = buffers.steps();
        held = buffers.held();
        readInput(input);
        buffers.tileBiases(bias);
        loadStart(start);
        product.multiply(
                steps * batch,
                gates * units,
                inputs,
                Matrix.rows(buffers.input(), 0, inputs),
                Matrix.transposed(weights.input(), 0, inputs),
                0,
                Matrix.rows(buffers.z(), 0, gates * units));
        for (int t = 0; t < steps; t++) {
            boolean fromZero = t == 0 && start == null;
            recur(t, weights, keep, fromZero);
            buffers.states().put((long) (t + 1) * batch * units, buffers.step(t, keep), 0, batch * units);
        }
    }

    private void readInput(SequenceReader<A> input) {
        Memory<A> x = buffers.input();
        int size = batch * inputs;
        if (held == null && input.readAll(x)) {
            return;
        }
        for (int t = 0; t < steps; t++) {
            input.read(t, buffers.inputScratch());
            if (held != null) {
                // Padding may hold anything, and 0 times NaN is NaN.
                held.clear(m, t, buffers.inputScratch(), inputs);
            }
            x.put((long) t * size, buffers.inputScratch(), 0, size);
        }
    }

    private void loadStart(@Nullable CellState<A> start) {
        int size = batch * units;
        if (start == null) {
            m.clear(buffers.h(), 0, size);
            m.clear(buffers.cStart(), 0, size);
        } else {
            m.copy(start.h(), 0, buffers.h(), 0, size);
            if (cell.cellStateBlock() >= 0) {
                m.copy(start.c(), 0, buffers.cStart(), 0, size);
            }
        }
        buffers.states().put(0, buffers.h(), 0, size);
    }

    /** Adds the product of the state before with the recurrent weights, or leaves it apart. */
    private void recur(int t, Weights<A> weights, boolean keep, boolean fromZero) {
        int size = batch * units;
        long row = (long) t * size * gates;
        boolean apart = cell.recurrentApart();
        Memory<A> to = apart ? buffers.zRecurrent() : buffers.z();
        if (!fromZero) {
            product.multiply(
                    batch,
                    gates * units,
                    units,
                    Matrix.rows(buffers.states(), (long) t * size, units),
                    Matrix.transposed(weights.recurrent(), 0, units),
                    apart ? 0 : 1,
                    Matrix.rows(to, row, gates * units));
        }
        if (apart && fromZero) {
            for (A block : buffers.recurrent()) {
                m.clear(block, 0, size);
            }
        } else if (apart) {
            split(to, row, buffers.recurrent());
        }
        split(buffers.z(), row, buffers.kept(t, keep));
    }

    /** Copies [miniBatch, gates x units] into a block for each gate. */
    private void split(Memory<A> z, long row, A[] blocks) {
        for (int b = 0; b < batch; b++) {
            for (int k = 0; k < gates; k++) {
                z.get(row + ((long) b * gates + k) * units, blocks[k], b * units, units);
            }
        }
    }
}
