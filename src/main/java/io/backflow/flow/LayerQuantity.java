// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.gradient.Quantity;
import java.util.Optional;
import java.util.Set;

/**
 * A quantity that is read off what the backward pass of one recurrent layer saw.
 *
 * <p>What it measures becomes a part of the layer's {@link LayerFlow}, and is written under its name. It has no memory: one object
 * serves all layers and models.
 *
 * @param <R> what is measured; its components are the fields that are written
 */
public interface LayerQuantity<R extends Record> extends Quantity {

    /** What a quantity may need of a backward pass besides the norms, which always are taken. */
    enum Need {
        /** Means and saturation of the gates, which about double the cost of the norms. */
        GATES,
        /** The activations themselves, which take memory of their size. */
        ACTIVATIONS,
        /** The errors themselves and the gradient of the recurrent weights, which take memory of their size. */
        ERRORS,
        /** A copy of the recurrent weights that the pass was made with. */
        WEIGHTS
    }

    /** Returns what it needs of the passes of an update that is due. */
    default Set<Need> needs() {
        return Set.of();
    }

    /** Returns whether it measures the pass of one step's loss as well, where there is one. */
    default boolean measuresStepLoss() {
        return false;
    }

    /**
     * Measures a layer; called if the update is recorded, which may be after the update was made.
     *
     * @param moment what the backward pass of the layer saw, which nothing changes any more
     * @return what is to be recorded, if there is anything
     */
    Optional<R> measure(LayerMoment moment);
}
