// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.gradient.NonFiniteFinding;
import io.backflow.gradient.UpdateIndex;

/**
 * Thrown during training, before the updater runs, when a gradient has NaN or infinite elements, or a norm over the
 * limit, and may not go on.
 */
public final class NonFiniteGradientException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final transient UpdateIndex index;
    private final transient NonFiniteFinding finding;

    /**
     * Makes the exception of an update that is not made.
     *
     * @param rule the rule that says that training fails, as the end of the message
     */
    public NonFiniteGradientException(UpdateIndex index, NonFiniteFinding finding, String rule) {
        super("The gradient of update " + index.update() + (index.model() == 0 ? "" : " of model " + index.model())
                + " (epoch " + index.epoch() + ", batch " + index.batch() + ", segment " + index.segment()
                + ") is not finite: " + finding + "; " + rule);
        this.index = index;
        this.finding = finding;
    }

    /** Returns which update it was. */
    public UpdateIndex index() {
        return index;
    }

    /** Returns how many elements are not finite, where the first one is, and at which time step layers met it. */
    public NonFiniteFinding finding() {
        return finding;
    }
}
