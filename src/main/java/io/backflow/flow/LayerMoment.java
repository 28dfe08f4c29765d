// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.jacobian.RecurrentWeights;
import io.backflow.flow.profile.LabelledSteps;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.BackwardTrace;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** One backward pass of one recurrent layer, as a {@link LayerQuantity} gets it; immutable. */
public final class LayerMoment {

    private final BackwardPass pass;
    private final LabelledSteps labelled;
    private final @Nullable Integer lossStep;
    private final @Nullable RecurrentWeights weights;

    LayerMoment(
            BackwardPass pass, LabelledSteps labelled, @Nullable Integer lossStep, @Nullable RecurrentWeights weights) {
        this.pass = pass;
        this.labelled = labelled;
        this.lossStep = lossStep;
        this.weights = weights;
    }

    /** Returns the pass. */
    public BackwardPass pass() {
        return pass;
    }

    /** Returns what the pass saw at each time step: the norms, and what the quantities that are due need. */
    public BackwardTrace trace() {
        return pass.trace();
    }

    /** Returns at which steps the loss puts errors into the layer, in the order in which it reads. */
    public LabelledSteps labelled() {
        return labelled;
    }

    /** Returns the step whose loss alone the pass took back, in the order in which the layer reads; empty for the whole loss. */
    public OptionalInt lossStep() {
        return lossStep == null ? OptionalInt.empty() : OptionalInt.of(lossStep);
    }

    /**
     * Returns the recurrent weights that the pass was made with, where a quantity that is due needs {@link
     * LayerQuantity.Need#WEIGHTS}; not of the pass of one step's loss.
     */
    public Optional<RecurrentWeights> weights() {
        return Optional.ofNullable(weights);
    }
}
