// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.trace;

import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.Reductions;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.StepGradient;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures every step of a backward pass.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class BackwardRecorder<A> implements StepObserver<A> {

    final Cell cell;
    final double[] hidden;
    final double[] injected;
    final double[] cellState;
    final double[][] preActivations;
    final RecordedGates<A> gates;
    final int batch;
    final int units;
    int firstStep;
    /** At how many steps clipping through time changed something; -1 without it. */
    int stepsClipped = -1;

    double @Nullable [] recurrentGradient;

    @Nullable
    RecordedExamples<A> examples;

    private final Arithmetic<A> m;
    private final Measuring<A> measuring;
    private final Recorded wanted;
    private final RecordedActivations<A> activations;
    private final RecordedErrors<A> errors;

    /** Memory for one thread that measures steps. */
    public static final class Measuring<A> {
        private final Reductions<A> reductions;
        private final RecordedGates.Scratch<A> gates;

        private Measuring(Reductions<A> reductions, RecordedGates.Scratch<A> gates) {
            this.reductions = reductions;
            this.gates = gates;
        }
    }

    /** Makes a recorder for one pass. */
    public BackwardRecorder(Cell cell, Arithmetic<A> arithmetic, int batch, int units, int steps, Recorded wanted) {
        this.cell = cell;
        this.m = arithmetic;
        this.wanted = wanted;
        this.batch = batch;
        this.units = units;
        firstStep = steps;
        hidden = unknown(steps);
        injected = unknown(steps);
        cellState = unknown(steps);
        preActivations = new double[cell.gates().size()][];
        for (int k = 0; k < preActivations.length; k++) {
            preActivations[k] = unknown(steps);
        }
        gates = new RecordedGates<>(cell, arithmetic, batch, units, steps, wanted.quantiles());
        measuring = measuring();
        activations = new RecordedActivations<>(arithmetic, batch, units, steps);
        errors = new RecordedErrors<>(arithmetic, batch, units, steps);
    }

    /** Returns whether {@link #step} looks at the state after the step. */
    public boolean readsStates() {
        return wanted.activations() || gates.readsStates();
    }

    /** Returns whether {@link #step} looks at the state before the step. */
    public boolean readsStatesBefore() {
        return wanted.activations();
    }

    static double[] unknown(int steps) {
        double[] values = new double[steps];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    /** Returns memory for a thread of its own. */
    public Measuring<A> measuring() {
        return new Measuring<>(m.reductions(), gates.scratch());
    }

    @Override
    public void step(int t, StepStates<A> states, StepGradient<A> g) {
        measure(t, states, g, measuring);
        if (states.masked.length > 0 && firstStep == hidden.length) {
            examples = new RecordedExamples<>(m, cell, batch, units, hidden.length);
        }
        if (examples != null) {
            examples.step(t, g);
        }
        if (wanted.activations()) {
            activations.hold(t, states.masked);
            copyActivations(t, states);
        }
        if (wanted.errors()) {
            copyErrors(t, g);
        }
        reached(t);
    }

    /** Returns whether nothing but figures is wanted, so that steps may come in any order, by {@link #measure}. */
    public boolean copiesNothing() {
        return !wanted.activations() && !wanted.errors();
    }

    /** Returns whether a step's activations are looked at. */
    public boolean readsKept() {
        return wanted.gates() || wanted.activations();
    }

    /** Says which step was the first that {@link #measure} was given. */
    public void reached(int step) {
        firstStep = Math.min(firstStep, step);
    }

    /** Takes the figures of a step, in a thread that has memory of its own. */
    public void measure(int t, StepStates<A> states, StepGradient<A> g, Measuring<A> memory) {
        int length = batch * units;
        Reductions<A> reductions = memory.reductions;
        hidden[t] = reductions.norm(g.dh, 0, length);
        injected[t] = reductions.norm(g.injected, 0, length);
        if (cell.cellStateBlock() >= 0) {
            cellState[t] = reductions.norm(g.dc, 0, length);
        }
        for (int k = 0; k < preActivations.length; k++) {
            preActivations[k][t] = reductions.norm(g.dz[k], 0, length);
        }
        if (wanted.gates()) {
            gates.step(t, states, memory.gates);
        }
    }

    /** Takes how many examples or elements were clipped at the step that came last. */
    public void clipped(int count) {
        stepsClipped = Math.max(0, stepsClipped) + (count > 0 ? 1 : 0);
    }

    /**
     * Takes a copy of the gradient of the recurrent weights that the pass arrived at, if the errors are wanted, which
     * make it up; before anything is added to it that does not come from them.
     */
    public void finish(Memory<A> gradient) {
        if (wanted.errors()) {
            int length = Math.toIntExact(gradient.length());
            A copy = m.block(length);
            gradient.get(0, copy, 0, length);
            recurrentGradient = new double[length];
            for (int i = 0; i < length; i++) {
                recurrentGradient[i] = m.get(copy, i);
            }
        }
    }

    private void copyActivations(int t, StepStates<A> states) {
        for (int k = 0; k < preActivations.length; k++) {
            activations.copy(cell.gates().get(k), t, states.kept[k]);
        }
        put(
                BackwardTrace.StepActivations.STATE,
                BackwardTrace.StepActivations.STATE_BEFORE,
                t,
                states.h,
                states.hBefore);
        if (cell.cellStateBlock() >= 0) {
            A c = states.kept[cell.cellStateBlock()];
            put(
                    BackwardTrace.StepActivations.CELL_STATE,
                    BackwardTrace.StepActivations.CELL_STATE_BEFORE,
                    t,
                    c,
                    states.cBefore);
        }
    }

    /** A state is the one before the next step, which has been copied already: the last step comes first. */
    private void put(String after, String before, int t, A value, A valueBefore) {
        if (firstStep == t + 1 && firstStep < hidden.length) {
            activations.share(after, t, before, t + 1);
        } else {
            activations.copy(after, t, value);
        }
        activations.copy(before, t, valueBefore);
    }

    private void copyErrors(int t, StepGradient<A> g) {
        errors.copy(BackwardTrace.StepErrors.STATE, t, g.dh);
        errors.copy(BackwardTrace.StepErrors.INJECTED, t, g.injected);
        for (int k = 0; k < preActivations.length; k++) {
            String gate = cell.gates().get(k);
            String recurrent = BackwardTrace.StepErrors.recurrentSide(gate);
            errors.copy(gate, t, g.dz[k]);
            if (cell.recurrentApart()) {
                errors.copy(recurrent, t, g.dzRecurrent[k]);
            } else {
                errors.share(recurrent, t, gate, t);
            }
        }
        if (cell.cellStateBlock() >= 0) {
            errors.copy(BackwardTrace.StepErrors.CELL_STATE, t, g.dc);
        }
    }

    Optional<BackwardTrace.StepActivations> activations() {
        return wanted.activations() ? Optional.of(activations) : Optional.empty();
    }

    Optional<BackwardTrace.StepErrors> errors() {
        return wanted.errors() ? Optional.of(errors) : Optional.empty();
    }

    /** Returns what was recorded; the recorder is done with. */
    public BackwardTrace trace() {
        return new RecordedTrace(this);
    }
}
