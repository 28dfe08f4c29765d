package io.backflow.recurrent.kernel;

import io.backflow.recurrent.kernel.MatrixProduct.Matrix;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The way back through a sequence, for {@link RecurrentEngine}. */
final class BackwardSteps<A> {

    private final Cell cell;
    private final int inputs;
    private final int units;
    private final int gates;
    private final Arithmetic<A> m;
    private final MatrixProduct<A> product;
    private final EngineBuffers<A> buffers;
    private int batch;
    private int steps;
    private @Nullable HeldSteps held;

    BackwardSteps(
            Cell cell, int inputs, int units, Arithmetic<A> m, MatrixProduct<A> product, EngineBuffers<A> buffers) {
        this.cell = cell;
        this.inputs = inputs;
        this.units = units;
        this.gates = cell.gates().size();
        this.m = m;
        this.product = product;
        this.buffers = buffers;
    }

    /** Leaves dL/dz of the steps from {@code first} on in the buffers, and their sums over steps. */
    void run(int first, SequenceReader<A> injected, Weights<A> weights, @Nullable BackwardRecorder<A> recorder) {
        batch = buffers.batch();
        steps = buffers.steps();
        held = buffers.held();
        StepGradient<A> g = buffers.gradient();
        buffers.clearBiasSums();
        m.clear(g.dcCarried, 0, batch * units);
        for (int t = steps - 1; t >= first; t--) {
            injected.read(t, g.injected);
            step(t, weights, recorder);
        }
    }

    private void step(int t, Weights<A> weights, @Nullable BackwardRecorder<A> recorder) {
        int size = batch * units;
        StepGradient<A> g = buffers.gradient();
        carry(t, weights, g, size);
        if (held != null) {
            held.clear(m, t, g.injected, units);
            holdBackward(g);
        }
        m.sum(g.dh, g.dh, g.injected, size);
        A hBefore = buffers.h();
        if (cell.hasDirectPath()) {
            buffers.states().get((long) t * size, hBefore, 0, size);
        }
        A[] kept = buffers.kept(t, true);
        cell.backward(m, kept, hBefore, buffers.cBefore(t, true), g, size);
        if (held != null) {
            releaseBackward(t, g);
        }
        if (recorder != null) {
            record(t, kept, hBefore, recorder);
        }
        long row = (long) t * batch * gates * units;
        join(g.dz, buffers.z(), row);
        buffers.addBiasSums(g, size);
        if (cell.recurrentApart()) {
            join(g.dzRecurrent, buffers.zRecurrent(), row);
        }
    }

    private void record(int t, A[] kept, A hBefore, BackwardRecorder<A> recorder) {
        int size = batch * units;
        A h = buffers.swapH();
        buffers.swapH();
        if (recorder.readsStates()) {
            buffers.states().get((long) (t + 1) * size, h, 0, size);
            buffers.states().get((long) t * size, hBefore, 0, size);
        }
        boolean[] rows = held == null ? new boolean[0] : held.at(t);
        recorder.step(t, new StepStates<>(rows, kept, hBefore, buffers.cBefore(t, true), h), buffers.gradient());
    }

    /** Leaves in {@code g.dh} what the next step says about this one's state. */
    private void carry(int t, Weights<A> weights, StepGradient<A> g, int size) {
        if (t == steps - 1) {
            m.clear(g.dh, 0, size);
            return;
        }
        Memory<A> dz = cell.recurrentApart() ? buffers.zRecurrent() : buffers.z();
        product.multiply(
                batch,
                units,
                gates * units,
                Matrix.rows(dz, (long) (t + 1) * batch * gates * units, gates * units),
                Matrix.rows(weights.recurrent(), 0, units),
                0,
                Matrix.rows(buffers.dhCarried(), 0, units));
        buffers.dhCarried().get(0, g.dh, 0, size);
        if (cell.hasDirectPath() || held != null) {
            m.sum(g.dh, g.dh, g.dhDirect, size);
        }
    }

    /** Puts aside what must pass a masked step unchanged. */
    private void holdBackward(StepGradient<A> g) {
        A h = buffers.heldH();
        A c = buffers.heldC();
        m.copy(g.dh, 0, h, 0, batch * units);
        m.copy(g.dcCarried, 0, c, 0, batch * units);
        if (!cell.hasDirectPath()) {
            m.clear(g.dhDirect, 0, batch * units);
        }
    }

    private void releaseBackward(int t, StepGradient<A> g) {
        HeldSteps mask = Objects.requireNonNull(held);
        mask.keep(m, t, buffers.heldH(), g.dhDirect, units);
        mask.keep(m, t, buffers.heldC(), g.dcCarried, units);
        mask.keep(m, t, buffers.heldC(), g.dc, units);
        for (int k = 0; k < gates; k++) {
            mask.clear(m, t, g.dz[k], units);
            mask.clear(m, t, g.dzRecurrent[k], units);
        }
    }

    /** Copies a block for each gate to [miniBatch, gates x units]. */
    private void join(A[] blocks, Memory<A> z, long row) {
        for (int b = 0; b < batch; b++) {
            for (int k = 0; k < gates; k++) {
                z.put(row + ((long) b * gates + k) * units, blocks[k], b * units, units);
            }
        }
    }

    void sumBiases(A bias) {
        boolean apart = cell.recurrentApart();
        m.clear(bias, 0, gates * units * (apart ? 2 : 1));
        for (int k = 0; k < gates; k++) {
            m.sumRows(buffers.biasSums()[k], batch, units, bias, k * units);
            if (apart) {
                m.sumRows(buffers.biasSums()[gates + k], batch, units, bias, (gates + k) * units);
            }
        }
    }

    void multiplyGradients(int first, Weights<A> weights, Weights<A> gradients, Memory<A> inputGradient) {
        int columns = gates * units;
        int count = (steps - first) * batch;
        long from = (long) first * batch;
        Matrix<A> dz = Matrix.rows(buffers.z(), from * columns, columns);
        Memory<A> recurrent = cell.recurrentApart() ? buffers.zRecurrent() : buffers.z();
        // The gradients are column-major, which read row-major is their transpose: dZ' X and dZ' H.
        product.multiply(
                columns,
                inputs,
                count,
                Matrix.transposed(dz.memory(), dz.offset(), columns),
                Matrix.rows(buffers.input(), from * inputs, inputs),
                0,
                Matrix.rows(gradients.input(), 0, inputs));
        product.multiply(
                columns,
                units,
                count,
                Matrix.transposed(recurrent, from * columns, columns),
                Matrix.rows(buffers.states(), from * units, units),
                0,
                Matrix.rows(gradients.recurrent(), 0, units));
        product.multiply(
                count,
                inputs,
                columns,
                dz,
                Matrix.rows(weights.input(), 0, inputs),
                0,
                Matrix.rows(inputGradient, from * inputs, inputs));
        for (int t = 0; t < first; t++) {
            m.clear(buffers.inputScratch(), 0, batch * inputs);
            inputGradient.put((long) t * batch * inputs, buffers.inputScratch(), 0, batch * inputs);
        }
    }
}
