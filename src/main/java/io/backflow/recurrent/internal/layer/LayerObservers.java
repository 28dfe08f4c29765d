// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.BackwardObserver;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.trace.BackwardRecorder;
import io.backflow.recurrent.internal.trace.Recorded;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Those who get the backward passes of one layer; what any of them wants is measured once, for all of them. */
final class LayerObservers {

    private final List<BackwardObserver> observers = new ArrayList<>();

    /** Those who want the pass under way. */
    private final List<BackwardObserver> interested = new ArrayList<>();

    /** Adds an observer at the end of the line; one that is there already keeps its place. */
    void add(BackwardObserver observer) {
        for (BackwardObserver known : observers) {
            if (known == observer) {
                return;
            }
        }
        observers.add(observer);
    }

    void remove(BackwardObserver observer) {
        observers.removeIf(known -> known == observer);
    }

    void clear() {
        observers.clear();
    }

    /** Returns a recorder of what the observers want of an iteration, or null if none wants any of it. */
    <A> @Nullable BackwardRecorder<A> recorder(
            int iteration, Cell cell, Arithmetic<A> arithmetic, int batch, int units, int steps) {
        interested.clear();
        Recorded wanted = Recorded.NORMS;
        for (BackwardObserver observer : observers) {
            if (observer.wants(iteration)) {
                interested.add(observer);
                wanted = wanted.or(new Recorded(
                        observer.wantsGates(iteration),
                        observer.wantsQuantiles(iteration),
                        observer.wantsActivations(iteration),
                        observer.wantsErrors(iteration)));
            }
        }
        return interested.isEmpty() ? null : new BackwardRecorder<>(cell, arithmetic, batch, units, steps, wanted);
    }

    /** Hands a pass to those who wanted it, in the order in which they were added. */
    void accept(BackwardPass pass) {
        for (BackwardObserver observer : List.copyOf(interested)) {
            observer.accept(pass);
        }
        interested.clear();
    }
}
