// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.StepGradient;
import io.backflow.recurrent.internal.threads.Workers;
import io.backflow.recurrent.internal.trace.BackwardRecorder;
import io.backflow.recurrent.internal.trace.StepStates;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows a recorder the steps of a way back that several parts of a minibatch have gone, put together so that it sees
 * what it would have seen of one.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
final class ObservedParts<A> {

    private static final boolean[] NONE = new boolean[0];

    private final Cell cell;
    private final Arithmetic<A> m;
    private final List<PanelPart<A>> parts;
    private final int size;
    private final int units;
    private final @Nullable StepMask held;
    private final BackwardRecorder<A> recorder;

    ObservedParts(
            Cell cell,
            Arithmetic<A> m,
            List<PanelPart<A>> parts,
            int batch,
            int units,
            @Nullable StepMask held,
            BackwardRecorder<A> recorder) {
        this.cell = cell;
        this.m = m;
        this.parts = parts;
        this.size = batch * units;
        this.units = units;
        this.held = held;
        this.recorder = recorder;
    }

    /** Shows the steps from the last one back to {@code first}; threads share them if their order does not matter. */
    void show(int first, int steps) {
        if (!recorder.copiesNothing() || (steps > first && masked(steps - 1).length > 0)) {
            Whole whole = new Whole();
            for (int t = steps - 1; t >= first; t--) {
                recorder.step(t, whole.states(t), whole.gradient);
            }
            return;
        }
        int count = steps - first;
        Workers.run(parts.size(), i -> {
            Whole whole = new Whole();
            BackwardRecorder.Measuring<A> memory = recorder.measuring();
            int from = first + (int) ((long) count * i / parts.size());
            int end = first + (int) ((long) count * (i + 1) / parts.size());
            for (int t = end - 1; t >= from; t--) {
                recorder.measure(t, whole.states(t), whole.gradient, memory);
            }
        });
        recorder.reached(first);
    }

    private boolean[] masked(int t) {
        return held == null ? NONE : held.at(t);
    }

    /** A step of the whole minibatch, in one thread. */
    private final class Whole {
        private final StepGradient<A> gradient = new StepGradient<>(m, cell, size);
        private final A[] kept = m.blocks(cell.keptBlocks(), size);
        private final A hBefore = m.block(size);
        private final A cBefore = m.block(size);
        private final A h = m.block(size);

        StepStates<A> states(int t) {
            for (PanelPart<A> part : parts) {
                part.observe(t, gradient);
                int at = part.example() * units;
                int length = part.batch() * units;
                if (recorder.readsKept()) {
                    A[] from = part.kept(t, true);
                    for (int k = 0; k < kept.length; k++) {
                        m.copy(from[k], 0, kept[k], at, length);
                    }
                }
                if (recorder.readsStates()) {
                    part.state(t + 1, h, at);
                }
                if (recorder.readsStatesBefore()) {
                    part.state(t, hBefore, at);
                    m.copy(part.cBefore(t, true), 0, cBefore, at, length);
                }
            }
            return new StepStates<>(masked(t), kept, hBefore, cBefore, h);
        }
    }
}
