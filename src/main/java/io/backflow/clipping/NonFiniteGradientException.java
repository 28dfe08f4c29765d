// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.NonFiniteFinding;
import io.backflow.gradient.UpdateIndex;
import java.util.List;

/**
 * Thrown during training, before the updater runs, when a gradient has NaN or infinite elements, or a norm over the
 * limit, and may not go on.
 */
public final class NonFiniteGradientException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final transient UpdateIndex index;
    private final transient NonFiniteFinding finding;
    private final transient List<MiniBatch.Example> examples;

    /**
     * Makes the exception of an update that is not made.
     *
     * @param rule the rule that says that training fails, as the end of the message
     */
    public NonFiniteGradientException(UpdateIndex index, NonFiniteFinding finding, String rule) {
        this(index, finding, List.of(), rule);
    }

    /**
     * Makes the exception of an update that is not made.
     *
     * @param examples those that are not finite or added most to the gradient, as far as it is known
     * @param rule the rule that says that training fails, as the end of the message
     */
    public NonFiniteGradientException(
            UpdateIndex index, NonFiniteFinding finding, List<MiniBatch.Example> examples, String rule) {
        super("The gradient of update " + index.update() + (index.model() == 0 ? "" : " of model " + index.model())
                + " (epoch " + index.epoch() + ", batch " + index.batch() + ", segment " + index.segment()
                + ") is not finite: " + finding + "; " + (examples.isEmpty() ? "" : MiniBatch.Example.named(examples) + "; ")
                + rule);
        this.index = index;
        this.finding = finding;
        this.examples = List.copyOf(examples);
    }

    /** Returns the examples that are not finite, or else those that added most to the gradient; empty if not known. */
    public List<MiniBatch.Example> examples() {
        return examples;
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
