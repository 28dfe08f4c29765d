// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.MatrixProduct;
import io.backflow.recurrent.internal.arithmetic.MatrixProduct.Matrix;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.cell.StepGradient;

/** The way of the errors through memory outside the heap, where native products read and write. */
final class NativeErrors<A> implements ErrorFlow<A> {

    private final EngineBuffers<A> buffers;
    private final MatrixProduct<A> product;
    private final Weights<A> weights;
    private final ErrorTarget<A> target;
    private final boolean replay;

    /** Makes a way whose errors end in {@code target}; unless it is a replay, their sums over steps are taken too. */
    NativeErrors(
            EngineBuffers<A> buffers,
            MatrixProduct<A> product,
            Weights<A> weights,
            ErrorTarget<A> target,
            boolean replay) {
        this.buffers = buffers;
        this.product = product;
        this.weights = weights;
        this.target = target;
        this.replay = replay;
        if (!replay) {
            buffers.clearBiasSums();
        }
    }

    @Override
    public void carry(int t, A dh) {
        int batch = buffers.batch();
        int units = buffers.units;
        int columns = buffers.gates * units;
        product.multiply(
                batch,
                units,
                columns,
                Matrix.rows(target.recurrent(), (long) (t + 1) * batch * columns, columns),
                Matrix.rows(weights.recurrent(), 0, units),
                0,
                Matrix.rows(buffers.dhCarried(), 0, units));
        buffers.dhCarried().get(0, dh, 0, batch * units);
    }

    @Override
    public void put(int t, StepGradient<A> g) {
        join(t, g.dz, target.input());
        if (buffers.cell.recurrentApart()) {
            join(t, g.dzRecurrent, target.recurrent());
        }
        if (!replay) {
            buffers.addBiasSums(g, buffers.batch() * buffers.units);
        }
    }

    @Override
    public void putUnclipped(int t, StepGradient<A> g, boolean[] held) {
        Memory<A> to = buffers.replayErrors().recurrent();
        join(t, g.dzRecurrent, to);
        int units = buffers.units;
        int gates = buffers.gates;
        A zeros = g.scratch;
        buffers.m.clear(zeros, 0, units);
        for (int i = 0; i < held.length * gates; i++) {
            if (held[i / gates]) {
                to.put(row(t) + (long) i * units, zeros, 0, units);
            }
        }
    }

    private long row(int t) {
        return (long) t * buffers.batch() * buffers.gates * buffers.units;
    }

    /** Copies a block for each gate to [miniBatch, gates x units]. */
    private void join(int t, A[] blocks, Memory<A> z) {
        int units = buffers.units;
        for (int b = 0; b < buffers.batch(); b++) {
            for (int k = 0; k < buffers.gates; k++) {
                z.put(row(t) + ((long) b * buffers.gates + k) * units, blocks[k], b * units, units);
            }
        }
    }

    void sumBiases(A bias) {
        int batch = buffers.batch();
        int units = buffers.units;
        int count = buffers.biasSums().length;
        buffers.m.clear(bias, 0, count * units);
        for (int k = 0; k < count; k++) {
            buffers.m.sumRows(buffers.biasSums()[k], batch, units, bias, k * units);
        }
    }
}
