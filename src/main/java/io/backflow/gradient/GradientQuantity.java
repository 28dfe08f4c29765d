// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import java.util.Optional;
import java.util.Set;

/**
 * A quantity that is measured from the gradient of a whole network.
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

    /** Returns the stages at which its meter measures. */
    Set<Stage> stages();

    /** Returns a new meter for one model. It may remember earlier updates, and is used by one thread at a time. */
    Meter<R> newMeter();

    /**
     * Measures the gradients of one model.
     *
     * @param <R> what is measured
     */
    @FunctionalInterface
    interface Meter<R extends Record> {

        /**
         * Measures a gradient at one stage. It is called at each of the stages, in their order, of every update that is
         * due.
         *
         * @param moment the gradient at a stage, to be read before the method returns
         * @return what is to be written; empty where nothing is, as at the first of two stages that are compared
         */
        Optional<R> measure(GradientMoment moment);

        /**
         * Returns all that it remembers of earlier updates: with it restored, a new meter of the same quantity goes on
         * exactly as this one would have. Asked between two minibatches; empty for a meter without a memory.
         */
        default SavedState state() {
            return SavedState.empty();
        }

        /**
         * Takes over what {@link #state()} of a meter of the same quantity returned, before it is asked to measure.
         *
         * @throws IllegalArgumentException if an entry is missing, unknown or does not fit, naming it
         */
        default void restore(SavedState state) {
            state.expect();
        }
    }

    /**
     * The gradient of a network at one stage of one update, to be read only.
     *
     * <p>It is in force while a meter looks at it; afterwards every method that reads the network throws
     * {@link IllegalStateException}. Gradients are summed over the examples and their time steps, as Deeplearning4j
     * leaves them; the update has no scale.
     */
    interface GradientMoment {

        /** Returns the stage. */
        Stage stage();

        /** Returns the index of the update. */
        UpdateIndex index();

        /** Returns the number of examples; labelled steps are not counted. */
        MiniBatch miniBatch();

        /** Returns where each named block lies. */
        GradientLayout layout();

        /** Returns the norms of all blocks. They are measured at the first call. */
        StageNorms norms();

        /** Returns a copy of all elements that are gradients, in the order of {@link GradientLayout#leaves()}. */
        default double[] values() {
            return values(layout().model());
        }

        /**
         * Returns a copy of a block's elements, in the order of its leaves.
         *
         * @throws IllegalArgumentException if the network has no such block
         */
        double[] values(GradientBlock block);
    }
}
