// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.trace;

import java.util.Set;

/**
 * What to record of a backward pass besides the norms, which always are.
 *
 * @param gates means and saturation of the gates, which about double the cost of the norms
 * @param quantiles quantiles of the gates, and how many states are saturated, with {@code gates} only
 * @param activations the activations themselves, which take memory of their size
 * @param errors the errors themselves, which take memory of their size
 */
public record Recorded(boolean gates, boolean quantiles, boolean activations, boolean errors) {

    /** What opens and closes; a candidate is no gate, and SimpleRnn's only block is its state. */
    public static final Set<String> OPENING = Set.of("forget", "input", "output", "update", "reset");

    /** Nothing but the norms. */
    public static final Recorded NORMS = new Recorded(false, false, false, false);

    /** Everything. */
    public static final Recorded ALL = new Recorded(true, true, true, true);

    /** Returns what either of two wants. */
    public Recorded or(Recorded other) {
        return new Recorded(
                gates || other.gates,
                quantiles || other.quantiles,
                activations || other.activations,
                errors || other.errors);
    }
}
