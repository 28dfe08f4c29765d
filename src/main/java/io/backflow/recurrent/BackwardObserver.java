// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import java.util.function.Consumer;

/**
 * Receives every backward pass of the recurrent layers that it observes. It is called within the pass, on the thread
 * that trains.
 *
 * <p>It sees copies and cannot change anything. An iteration that it does not want costs nothing. Several observers
 * side by side share one measurement, so that a pass may hold more than one of them asked for.
 */
@FunctionalInterface
public interface BackwardObserver extends Consumer<BackwardPass> {

    /** Returns whether to measure the passes of an iteration. */
    default boolean wants(int iteration) {
        return true;
    }

    /** Returns whether to measure the means and saturation of the gates. That about doubles the cost of the norms. */
    default boolean wantsGates(int iteration) {
        return true;
    }

    /**
     * Returns whether to take quantiles of the gates and count saturated states, where the gates are measured. That
     * about doubles the cost of the gates.
     */
    default boolean wantsQuantiles(int iteration) {
        return false;
    }

    /**
     * Returns whether to copy the errors themselves and the gradient of the recurrent weights. That takes memory of
     * their size.
     */
    default boolean wantsErrors(int iteration) {
        return false;
    }

    /** Returns whether to copy the activations themselves. That takes memory of their size. */
    default boolean wantsActivations(int iteration) {
        return false;
    }
}
