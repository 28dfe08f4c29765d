// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

/**
 * A copy of the errors of a backward pass at every time step, example by example; immutable, and as exact as the network's own numbers.
 *
 * <p>An error is the derivative of the loss as the layer above hands it down: in Deeplearning4j the sum, not the mean, over examples
 * and steps. Each row of a block belongs to one example, and so holds the derivative of that example's loss alone. The blocks are
 *
 * <ul>
 *   <li>each of the cell's gates: dL/dz_t, z being the gate's pre-activation on the side of the input products. With X the inputs,
 *       the gradient of the gate's columns of W is the sum over t of {@code X_t' dZ_t};
 *   <li>{@link #recurrentSide(String)} of each gate: the same on the side of the recurrent products, so that the gradient of the gate's
 *       columns of R is the sum over t of {@code H_{t-1}' dZ_t}. Only GRU's candidate has a value of its own there;
 *   <li>{@code state}: dL/dh_t, from the layer above and from the steps after t;
 *   <li>{@code injected}: the part of it that the layer above injects at t;
 *   <li>{@code cell}: dL/dc_t, by way of h_t and from the steps after t, for cells with a cell state.
 * </ul>
 *
 * <p>At a masked step an example's dL/dh and dL/dc are what it passes on, its injected error and its dL/dz are 0. Where the backward
 * pass is clipped at every step, the errors are those that flow on, after clipping.
 */
public interface StepErrors extends StepValues {

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
