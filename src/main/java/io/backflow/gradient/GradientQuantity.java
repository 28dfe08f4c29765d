// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import java.util.Optional;
import java.util.Set;

/**
 * A quantity that is read off the gradient of a whole network.
 *
 * <pre>{@code
 * record LargestElement(int every) implements GradientQuantity<LargestElement.Value> {
 *     record Value(double largest) {}
 *
 *     public String name() { return "largestElement"; }
 *     public Cadence cadence() { return Cadence.every(every); }
 *     public Set<Stage> stages() { return Set.of(Stage.CLIPPED); }
 *     public Meter<Value> newMeter() {
 *         return moment -> Optional.of(new Value(moment.norms().global().max()));
 *     }
 * }
 * }</pre>
 *
 * @param <R> what is measured; its components are the fields that are written
 */
public interface GradientQuantity<R extends Record> extends Quantity {

    /** Returns the stages at which its meter is asked. */
    Set<Stage> stages();

    /** Returns a meter for one model, which may remember what it saw before; it is asked in one thread at a time. */
    Meter<R> newMeter();

    /**
     * Measures the gradients of one model.
     *
     * @param <R> what is measured
     */
    @FunctionalInterface
    interface Meter<R extends Record> {

        /**
         * Measures a gradient; called at each of the stages, in their order, of every update that is due.
         *
         * @param moment the gradient at a stage, to be read before the method returns
         * @return what is to be written; empty where nothing is, as at the first of two stages that are compared
         */
        Optional<R> measure(GradientMoment moment);
    }
}
