// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

/**
 * A quantity that is measured in a network's updates while it trains.
 *
 * <p>A quantity is one class, mostly a record of its settings, of one of two kinds: a {@link GradientQuantity} reads
 * the gradient of the whole network, a {@code LayerQuantity} of the room {@code flow} what the backward pass of one
 * recurrent layer saw. It says what it needs and makes a record of what it gets; it cannot change anything.
 */
public interface Quantity {

    /**
     * Returns the name under which its records are written, such as {@code gates}. No two quantities of one model share
     * it.
     */
    String name();

    /** Returns the schedule of updates in which it is measured. */
    Cadence cadence();
}
