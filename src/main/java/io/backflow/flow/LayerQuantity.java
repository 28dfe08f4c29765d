// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.jacobian.internal.RecurrentWeights;
import io.backflow.flow.profile.LabelledSteps;
import io.backflow.gradient.Quantity;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.BackwardTrace;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A quantity that is measured from the backward pass of one recurrent layer.
 *
 * <p>What it measures becomes a part of the layer's {@link LayerFlow}, and is written under its name. It has no memory:
 * one object serves all layers and models.
 *
 * @param <R> what is measured; its components are the fields that are written
 */
public interface LayerQuantity<R extends Record> extends Quantity {

    /** What a quantity may need of a backward pass besides the norms. */
    enum Need {
        /** Means and saturation of the gates, which about double the cost of the norms. */
        GATES,
        /** Quantiles of the gates and saturation of the states, together with {@link #GATES}. */
        QUANTILES,
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

    /** Returns whether it also measures the backward pass of one step's loss. */
    default boolean measuresStepLoss() {
        return false;
    }

    /**
     * Measures a layer in one recorded update. It may be called after the update was made.
     *
     * @param moment what the backward pass of the layer saw, which nothing changes any more
     * @return what is to be recorded, if there is anything
     */
    Optional<R> measure(LayerMoment moment);

    /** One backward pass of one recurrent layer, as a {@link LayerQuantity} gets it. Immutable. */
    final class LayerMoment {

        private final BackwardPass pass;
        private final LabelledSteps labelled;
        private final @Nullable Integer lossStep;
        private final @Nullable RecurrentWeights weights;

        LayerMoment(
                BackwardPass pass,
                LabelledSteps labelled,
                @Nullable Integer lossStep,
                @Nullable RecurrentWeights weights) {
            this.pass = pass;
            this.labelled = labelled;
            this.lossStep = lossStep;
            this.weights = weights;
        }

        /** Returns the backward pass. */
        public BackwardPass pass() {
            return pass;
        }

        /**
         * Returns what the backward pass recorded at each time step. It has the norms, and what the quantities that are
         * due need.
         */
        public BackwardTrace trace() {
            return pass.trace();
        }

        /** Returns the steps at which the loss adds errors to the layer, in the order in which it reads. */
        public LabelledSteps labelled() {
            return labelled;
        }

        /**
         * Returns the time step whose loss alone was propagated back, if it was one. It counts in the order in which
         * the layer reads, and is empty for the whole loss.
         */
        public OptionalInt lossStep() {
            return lossStep == null ? OptionalInt.empty() : OptionalInt.of(lossStep);
        }

        /**
         * Returns the recurrent weights that the backward pass used. They are there where a quantity that is due needs
         * {@link LayerQuantity.Need#WEIGHTS}, and not in the pass of one step's loss.
         */
        Optional<RecurrentWeights> weights() {
            return Optional.ofNullable(weights);
        }
    }
}
