// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The record of one backward pass at every time step; immutable.
 *
 * <p>Norms are L2 over [miniBatch, units] of the derivatives of the loss as the layer above hands it down: in
 * Deeplearning4j summed, not averaged, over examples and steps. Steps before {@link #firstStep()} lie outside the
 * backward length and are NaN throughout. At a masked step an example's dL/dh and dL/dc are what it passes on, its
 * dL/dz is 0, and its gates do not count.
 */
public interface BackwardTrace {

    /** Returns the names of the gates, in the order of their weight columns. */
    List<String> gates();

    /** Returns the number of examples. */
    int miniBatch();

    /** Returns the number of units of the layer. */
    int units();

    /** Returns the number of time steps of the sequence, or of its segment in truncated BPTT. */
    int steps();

    /** Returns the first step that the backward pass reached. */
    int firstStep();

    /**
     * Returns the number of steps at which clipping through time changed errors. The norms of these errors are those
     * after clipping. It is empty in a pass without clipping through time.
     */
    OptionalInt stepsClipped();

    /** Returns the norm of dL/dh_t, from the layer above and from the steps after t. */
    double hidden(int step);

    /** Returns the norm of the part of dL/dh_t that the layer above injects at t. */
    double injected(int step);

    /** Returns the norm of dL/dc_t, or NaN for cells without a cell state. */
    double cellState(int step);

    /** Returns the norm of dL/dz_t of one gate, where z is its pre-activation on the side of the input. */
    double preActivation(int gate, int step);

    /** Returns the mean activation of one gate over units and examples, or NaN if it was not measured. */
    double mean(int gate, int step);

    /**
     * Returns the share of a gate's units that are saturated, or NaN if it was not measured. A unit is saturated in the
     * outer twentieth of the activation's range at either end, and for ReLU at 0.
     */
    double saturated(int gate, int step);

    /**
     * Returns the exact 10 %, 50 % and 90 % quantiles of a gate's activations over units and examples, each by step. It
     * is empty if no observer asked for it, and for what is no gate, such as a candidate.
     */
    Optional<double[][]> quantiles(int gate);

    /**
     * Returns by step the share of the states with {@code |h_t| >= 0.9}. It is empty if no observer asked for quantiles,
     * and for cells without gates.
     */
    Optional<double[]> saturatedStates();

    /** Returns a copy of the activations, if an observer asked for it. */
    Optional<StepActivations> activations();

    /** Returns a copy of the errors, if an observer asked for it. The other methods return their norms. */
    Optional<StepErrors> errors();

    /** Returns the norms of each example's errors, where examples are masked at the last step. */
    Optional<ExampleErrors> examples();

    /**
     * Returns a copy of the gradient of the recurrent weights R, if an observer asked for the errors. It is
     * column-major [units, gates x units], and the gradient of the loss alone, without what gradient terms add. A pass
     * that takes no gradient, such as a replay, has none.
     */
    Optional<double[]> recurrentGradient();

    /** Copies of named blocks of a value for each example and unit, at every time step of a pass. */
    interface StepValues {

        /** Returns the names of the blocks. */
        Set<String> blocks();

        /** Returns the number of examples. */
        int miniBatch();

        /** Returns the number of units of the layer. */
        int units();

        /**
         * Returns one value.
         *
         * @throws IllegalArgumentException if there is no such block
         * @throws IndexOutOfBoundsException if there is no such step, example or unit, or the step lies outside the
         *     backward length
         */
        double value(String block, int step, int example, int unit);

        /** Returns a copy of the values of all units of one example at one step. It throws as {@link #value} does. */
        double[] example(String block, int step, int example);

        /** Returns a copy of a block at one step, [miniBatch, units] row-major. It throws as {@link #value} does. */
        double[] step(String block, int step);
    }

    /**
     * A copy of the errors of a backward pass at every time step, example by example. It is immutable, and as exact as
     * the network's own numbers.
     *
     * <p>An error is the derivative of the loss as the layer above hands it down: in Deeplearning4j the sum, not the
     * mean, over examples and steps. Each row of a block belongs to one example, and so holds the derivative of that
     * example's loss alone. The blocks are
     *
     * <ul>
     *   <li>each of the cell's gates: dL/dz_t, z being the gate's pre-activation on the side of the input products.
     *       With X the inputs, the gradient of the gate's columns of W is the sum over t of {@code X_t' dZ_t};
     *   <li>{@link #recurrentSide(String)} of each gate: the same on the side of the recurrent products, so that the
     *       gradient of the gate's columns of R is the sum over t of {@code H_{t-1}' dZ_t}. Only GRU's candidate has a
     *       value of its own there;
     *   <li>{@code state}: dL/dh_t, from the layer above and from the steps after t;
     *   <li>{@code injected}: the part of it that the layer above injects at t;
     *   <li>{@code cell}: dL/dc_t, by way of h_t and from the steps after t, for cells with a cell state.
     * </ul>
     *
     * <p>At a masked step an example's dL/dh and dL/dc are what it passes on, its injected error and its dL/dz are 0.
     * Where the backward pass is clipped at every step, the errors are those that flow on, after clipping.
     */
    interface StepErrors extends BackwardTrace.StepValues {

        /** Name of the block of dL/dh_t. */
        String STATE = "state";

        /** Name of the block of what the layer above injects into dL/dh_t. */
        String INJECTED = "injected";

        /** Name of the block of dL/dc_t. */
        String CELL_STATE = "cell";

        /** Returns the name of the block of dL/dz_t of a gate on the side of the recurrent products. */
        static String recurrentSide(String gate) {
            return gate + " recurrent";
        }
    }

    /**
     * A copy of the activations of a cell at every time step of a forward pass. It is immutable, and as exact as the
     * network's own numbers.
     *
     * <p>The blocks are the cell's gates and {@code state} (h), {@code before} (h of the step before) and, for cells
     * with a cell state, {@code cell} (c) and {@code cell before} (c of the step before). The step before the first one
     * is the state that was carried in.
     */
    interface StepActivations extends BackwardTrace.StepValues {

        /** Name of the block of h_t. */
        String STATE = "state";

        /** Name of the block of h_{t-1}. */
        String STATE_BEFORE = "before";

        /** Name of the block of c_t. */
        String CELL_STATE = "cell";

        /** Name of the block of c_{t-1}. */
        String CELL_STATE_BEFORE = "cell before";

        /** Returns whether an example is masked at a step, so that it keeps its state and its gates mean nothing. */
        boolean masked(int step, int example);
    }

    /**
     * The norms of each example's errors at every step. A backward pass has them if it began at a step at which
     * examples were masked: such examples end earlier than others.
     */
    interface ExampleErrors {

        /** Returns the L2 norm of an example's dL/dh at a step. */
        double hidden(int step, int example);

        /** Returns the L2 norm of an example's dL/dc at a step; 0 for cells without a cell state. */
        double cellState(int step, int example);

        /** Returns for each example the last step at which the layer above injects an error; -1 if there is none. */
        int[] lastInjected();
    }
}
