// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import java.util.function.Consumer;

/**
 * Gets every backward pass of the recurrent layers that it observes, within the pass, on the thread that trains.
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

    /** Returns whether to take means and saturation of the gates, which about doubles the cost of the norms. */
    default boolean wantsGates(int iteration) {
        return true;
    }

    /**
     * Returns whether to add the errors themselves and the gradient of the recurrent weights, which takes memory of
     * their size.
     */
    default boolean wantsErrors(int iteration) {
        return false;
    }

    /** Returns whether to add the activations themselves, which takes memory of their size. */
    default boolean wantsActivations(int iteration) {
        return false;
    }
}
