// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one backward pass saw at every time step; immutable.
 *
 * <p>Norms are L2 over [miniBatch, units] of the derivatives of the loss as the layer above hands it down: in Deeplearning4j summed, not
 * averaged, over examples and steps. Steps before {@link #firstStep()} lie outside the backward length and are NaN throughout. At a
 * masked step an example's dL/dh and dL/dc are what it passes on, its dL/dz is 0, and its gates do not count.
 */
public interface BackwardTrace {

    /** Returns the names of the gates, in the order of their weight columns. */
    List<String> gates();

    /** Returns how many examples there were. */
    int miniBatch();

    /** Returns how many units the layer has. */
    int units();

    /** Returns how many time steps the sequence, or the segment of it, had. */
    int steps();

    /** Returns the first step that the backward pass reached. */
    int firstStep();

    /**
     * Returns at how many steps clipping through time changed errors, whose norms are those of what flows on, after clipping; nothing in a pass
     * without it.
     */
    OptionalInt stepsClipped();

    /** Returns the norm of dL/dh_t: from the layer above and from the steps after t. */
    double hidden(int step);

    /** Returns the norm of the part of dL/dh_t that the layer above injects at t. */
    double injected(int step);

    /** Returns the norm of dL/dc_t; NaN for cells without a cell state. */
    double cellState(int step);

    /** Returns the norm of dL/dz_t of one gate, z being its pre-activation on the side of the input. */
    double preActivation(int gate, int step);

    /** Returns the mean activation of one gate over units and examples; NaN if not asked for. */
    double mean(int gate, int step);

    /**
     * Returns the share of a gate's units that are saturated, which is in the outer twentieth of the activation's range at
     * either end, and for ReLU at 0; NaN if not asked for.
     */
    double saturated(int gate, int step);

    /** Returns the activations themselves, if they were asked for. */
    Optional<StepActivations> activations();

    /** Returns the errors themselves, whose norms the other methods give, if they were asked for. */
    Optional<StepErrors> errors();

    /** Returns the sizes of each example's errors, where examples are masked at the last step. */
    Optional<ExampleErrors> examples();

    /**
     * Returns a copy of the gradient of R that the pass left in the network, column-major [units, gates x units], if the errors were asked for: the
     * loss's alone, without what gradient terms add. A pass that takes no gradient, such as a replay, has none.
     */
    Optional<double[]> recurrentGradient();
}
