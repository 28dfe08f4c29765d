// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.StepGradient;
import io.backflow.recurrent.internal.trace.BackwardRecorder;
import io.backflow.recurrent.internal.trace.StepStates;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The way back through a sequence, for {@link RecurrentEngine}. */
final class BackwardSteps<A> {

    private static final boolean[] NONE = new boolean[0];

    private final Cell cell;
    private final int units;
    private final int gates;
    private final Arithmetic<A> m;
    private final StepBuffers<A> buffers;
    private int batch;
    private int steps;
    private @Nullable StepMask held;

    BackwardSteps(StepBuffers<A> buffers) {
        this.cell = buffers.cell;
        this.units = buffers.units;
        this.gates = buffers.gates;
        this.m = buffers.m;
        this.buffers = buffers;
    }

    /** Goes back from the last step to {@code first}, and hands on the dL/dz of each. */
    void run(int first, SequenceReader<A> injected, ErrorFlow<A> flow, StepHooks<A> hooks) {
        batch = buffers.batch();
        steps = buffers.steps();
        held = buffers.held();
        StepGradient<A> g = buffers.gradient();
        m.clear(g.dcCarried, 0, batch * units);
        for (int t = steps - 1; t >= first; t--) {
            injected.read(t, g.injected);
            step(t, flow, hooks);
            flow.put(t, g);
        }
    }

    private void step(int t, ErrorFlow<A> flow, StepHooks<A> hooks) {
        int size = batch * units;
        StepGradient<A> g = buffers.gradient();
        carry(t, flow, g, size);
        boolean[] rows = NONE;
        if (held != null) {
            rows = held.at(t);
            held.clear(m, t, g.injected, units);
            holdBackward(g);
        }
        m.sum(g.dh, g.dh, g.injected, size);
        A hBefore = buffers.h();
        if (cell.hasDirectPath()) {
            buffers.state(t, hBefore);
        }
        A[] kept = buffers.kept(t, true);
        StepClipper<A> clipper = hooks.clipper();
        if (clipper != null) {
            clipper.hidden(t, rows, g);
        }
        SequenceClipper<A> sequence = hooks.sequence();
        if (sequence != null) {
            sequence.hidden(t, rows, g);
        }
        buffers.backward(kept, hBefore, buffers.cBefore(t, true));
        if (hooks.keepsErrors()) {
            flow.putUnclipped(t, g, rows);
        }
        if (clipper != null) {
            clipper.preActivations(t, rows, kept, g);
        }
        if (sequence != null) {
            sequence.preActivations(t, rows, g);
        }
        if (held != null) {
            releaseBackward(t, g);
        }
        measure(t, rows, kept, hBefore, hooks);
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
        A h = buffers.swapH();
        buffers.swapH();
        if (recorder.readsStates()) {
            buffers.state(t + 1, h);
        }
        if (recorder.readsStatesBefore()) {
            buffers.state(t, hBefore);
        }
        recorder.step(t, new StepStates<>(rows, kept, hBefore, buffers.cBefore(t, true), h), buffers.gradient());
    }

    /** Leaves in {@code g.dh} what the next step says about this one's state. */
    private void carry(int t, ErrorFlow<A> flow, StepGradient<A> g, int size) {
        if (t == steps - 1) {
            m.clear(g.dh, 0, size);
            return;
        }
        flow.carry(t, g.dh);
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
        StepMask mask = Objects.requireNonNull(held);
        mask.keep(m, t, buffers.heldH(), g.dhDirect, units);
        mask.keep(m, t, buffers.heldC(), g.dcCarried, units);
        mask.keep(m, t, buffers.heldC(), g.dc, units);
        for (int k = 0; k < gates; k++) {
            mask.clear(m, t, g.dz[k], units);
            mask.clear(m, t, g.dzRecurrent[k], units);
        }
    }
}
