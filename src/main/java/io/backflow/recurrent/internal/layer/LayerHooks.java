// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.kernel.ErrorNorms;
import io.backflow.recurrent.internal.kernel.RecurrentEngine;
import io.backflow.recurrent.internal.kernel.SequenceClipper;
import io.backflow.recurrent.internal.kernel.StepClipper;
import io.backflow.recurrent.internal.kernel.StepHooks;
import io.backflow.recurrent.internal.kernel.Weights;
import io.backflow.recurrent.internal.trace.BackwardRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What takes part in the backward passes of one layer besides the engine: observers, clipping through time, and
 * gradient terms.
 */
final class LayerHooks<A> {

    private final Cell cell;
    private final Arithmetic<A> arithmetic;
    private final LayerObservers observers = new LayerObservers();
    private final List<GradientTerm> terms = new ArrayList<>();
    private @Nullable ThroughTimeClipping clipping;
    private Consumer<ThroughTimeClipping.ThroughTimeRecord> clipped = nobody -> {};
    private String name = "";
    private boolean reversed;

    LayerHooks(Cell cell, Arithmetic<A> arithmetic) {
        this.cell = cell;
        this.arithmetic = arithmetic;
    }

    /** Sets what to call the layer, and whether time runs backwards in it. */
    void name(String path, boolean readsBackwards) {
        name = path;
        reversed = readsBackwards;
    }

    LayerObservers observers() {
        return observers;
    }

    List<GradientTerm> terms() {
        return terms;
    }

    /** Clips from now on, or with null no longer. */
    void clip(@Nullable ThroughTimeClipping how, Consumer<ThroughTimeClipping.ThroughTimeRecord> records) {
        clipping = how;
        clipped = records;
    }

    /** Returns whether clipping through time is set. */
    boolean clips() {
        return clipping != null;
    }

    PassLabel label(int iteration, int epoch) {
        return new PassLabel(name, reversed, iteration, epoch);
    }

    /** Returns what takes part in the steps of a pass. */
    StepHooks<A> begin(int iteration, int batch, int units, int steps) {
        ThroughTimeClipping how = clipping;
        boolean whole = how != null && how.by() == ThroughTimeClipping.By.SEQUENCE;
        return new StepHooks<>(
                observers.recorder(iteration, cell, arithmetic, batch, units, steps),
                how == null || whole ? null : new StepClipper<>(ClippedSteps.how(how), cell, arithmetic, batch, units),
                terms.isEmpty() ? null : new ErrorNorms<>(arithmetic, batch, units, steps),
                how == null || !whole
                        ? null
                        : new SequenceClipper<>(
                                how.target() == ThroughTimeClipping.Target.PRE_ACTIVATION,
                                how.threshold(),
                                arithmetic,
                                batch,
                                units,
                                steps));
    }

    /** Adds the terms, and tells observers what the pass saw. */
    void end(
            PassLabel label,
            StepHooks<A> hooks,
            RecurrentEngine<A> engine,
            Weights<A> weights,
            Weights<A> gradients,
            boolean averaged) {
        BackwardRecorder<A> recorder = hooks.recorder();
        if (recorder != null) {
            recorder.finish(gradients.recurrent());
        }
        ErrorNorms<A> norms = hooks.norms();
        if (norms != null) {
            for (GradientTerm term : terms) {
                term.add(label, engine.lastPass(hooks, norms), weights, gradients, averaged);
            }
        }
        if (recorder != null) {
            observers.accept(pass(label, recorder));
        }
        if (clipping != null) {
            clipped.accept(new ThroughTimeClipping.ThroughTimeRecord(
                    name, reversed, label.iteration(), label.epoch(), clipping, ClippedSteps.of(hooks)));
        }
    }

    static BackwardPass pass(PassLabel label, BackwardRecorder<?> recorder) {
        return new BackwardPass(label.layer(), label.reversed(), label.iteration(), label.epoch(), recorder.trace());
    }
}
