// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.trace;

/**
 * What to record of a backward pass besides the norms, which always are.
 *
 * @param gates means and saturation of the gates, which about double the cost of the norms
 * @param activations the activations themselves, which take memory of their size
 * @param errors the errors themselves, which take memory of their size
 */
public record Recorded(boolean gates, boolean activations, boolean errors) {

    /** Nothing but the norms. */
    public static final Recorded NORMS = new Recorded(false, false, false);

    /** Everything. */
    public static final Recorded ALL = new Recorded(true, true, true);

    /** Returns what either of two wants. */
    public Recorded or(Recorded other) {
        return new Recorded(gates || other.gates, activations || other.activations, errors || other.errors);
    }
}
