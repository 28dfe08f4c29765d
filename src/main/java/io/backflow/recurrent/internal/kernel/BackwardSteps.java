// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.MatrixProduct;
import io.backflow.recurrent.internal.arithmetic.MatrixProduct.Matrix;
import io.backflow.recurrent.internal.arithmetic.Memory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The way back through a sequence, for {@link RecurrentEngine}. */
final class BackwardSteps<A> {

    private static final boolean[] NONE = new boolean[0];

    private final Cell cell;
    private final int units;
    private final int gates;
    private final Arithmetic<A> m;
    private final MatrixProduct<A> product;
    private final EngineBuffers<A> buffers;
    private int batch;
    private int steps;
    private @Nullable StepMask mask;

    BackwardSteps(Cell cell, int units, Arithmetic<A> m, MatrixProduct<A> product, EngineBuffers<A> buffers) {
        this.cell = cell;
        this.units = units;
        this.gates = cell.gates().size();
        this.m = m;
        this.product = product;
        this.buffers = buffers;
    }

    /**
     * Leaves dL/dz of the steps from {@code first} on in {@code target}, and, unless it is a replay, their sums over
     * steps.
     */
    void run(
            int first,
            SequenceReader<A> injected,
            Weights<A> weights,
            ErrorTarget<A> target,
            StepHooks<A> hooks,
            boolean replay) {
        batch = buffers.batch();
        steps = buffers.steps();
        mask = buffers.mask();
        StepGradient<A> g = buffers.gradient();
        if (!replay) {
            buffers.clearBiasSums();
        }
        m.clear(g.dcCarried, 0, batch * units);
        for (int t = steps - 1; t >= first; t--) {
            injected.read(t, g.injected);
            step(t, weights, target, hooks);
            if (!replay) {
                buffers.addBiasSums(g, batch * units);
            }
        }
    }

    private void step(int t, Weights<A> weights, ErrorTarget<A> target, StepHooks<A> hooks) {
        int size = batch * units;
        StepGradient<A> g = buffers.gradient();
        carry(t, weights, target, g, size);
        boolean[] rows = NONE;
        if (mask != null) {
            rows = mask.at(t);
            mask.clear(m, t, g.injected, units);
            holdBackward(g);
        }
        m.sum(g.dh, g.dh, g.injected, size);
        A hBefore = buffers.h();
        if (cell.hasDirectPath()) {
            buffers.states().get((long) t * size, hBefore, 0, size);
        }
        A[] kept = buffers.kept(t, true);
        StepClipper<A> clipper = hooks.clipper();
        if (clipper != null) {
            clipper.hidden(t, rows, g);
        }
        cell.backward(m, kept, hBefore, buffers.cBefore(t, true), g, size);
        if (hooks.keepsErrors()) {
            keep(t, rows, g.dzRecurrent, buffers.replayErrors().recurrent());
        }
        if (clipper != null) {
            clipper.preActivations(t, rows, kept, g);
        }
        if (mask != null) {
            releaseBackward(t, g);
        }
        measure(t, rows, kept, hBefore, hooks);
        long row = (long) t * batch * gates * units;
        join(g.dz, target.input(), row);
        if (cell.recurrentApart()) {
            join(g.dzRecurrent, target.recurrent(), row);
        }
    }

    /** Copies dL/dz as it is before clipping, with 0 for masked examples, to where a replay would leave its own. */
    private void keep(int t, boolean[] masked, A[] dz, Memory<A> to) {
        long row = (long) t * batch * gates * units;
        join(dz, to, row);
        A zeros = buffers.gradient().scratch;
        m.clear(zeros, 0, units);
        for (int i = 0; i < masked.length * gates; i++) {
            if (masked[i / gates]) {
                to.put(row + (long) i * units, zeros, 0, units);
            }
        }
    }

    private void measure(int t, boolean[] rows, A[] kept, A hBefore, StepHooks<A> hooks) {
        if (hooks.recorder() != null) {
            record(t, rows, kept, hBefore, hooks.recorder());
            if (hooks.clipper() != null) {
                hooks.recorder().clipped(hooks.clipper().clippedLast());
            }
        }
        if (hooks.norms() != null) {
            hooks.norms().step(t, rows, buffers.gradient().dh);
        }
    }

    private void record(int t, boolean[] rows, A[] kept, A hBefore, BackwardRecorder<A> recorder) {
        int size = batch * units;
        A h = buffers.swapH();
        buffers.swapH();
        if (recorder.readsStates()) {
            buffers.states().get((long) (t + 1) * size, h, 0, size);
            buffers.states().get((long) t * size, hBefore, 0, size);
        }
        recorder.step(t, new StepStates<>(rows, kept, hBefore, buffers.cBefore(t, true), h), buffers.gradient());
    }

    /** Leaves in {@code g.dh} what the next step says about this one's state. */
    private void carry(int t, Weights<A> weights, ErrorTarget<A> target, StepGradient<A> g, int size) {
        if (t == steps - 1) {
            m.clear(g.dh, 0, size);
            return;
        }
        product.multiply(
                batch,
                units,
                gates * units,
                Matrix.rows(target.recurrent(), (long) (t + 1) * batch * gates * units, gates * units),
                Matrix.rows(weights.recurrent(), 0, units),
                0,
                Matrix.rows(buffers.dhCarried(), 0, units));
        buffers.dhCarried().get(0, g.dh, 0, size);
        if (cell.hasDirectPath() || mask != null) {
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
        StepMask masked = Objects.requireNonNull(mask);
        masked.keep(m, t, buffers.heldH(), g.dhDirect, units);
        masked.keep(m, t, buffers.heldC(), g.dcCarried, units);
        masked.keep(m, t, buffers.heldC(), g.dc, units);
        for (int k = 0; k < gates; k++) {
            masked.clear(m, t, g.dz[k], units);
            masked.clear(m, t, g.dzRecurrent[k], units);
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
}
