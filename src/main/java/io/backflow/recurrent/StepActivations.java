// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

/**
 * A copy of what a cell computed at every time step of a forward pass; immutable, and as exact as the network's own numbers.
 *
 * <p>The blocks are the cell's gates and {@code state} (h), {@code before} (h of the step before) and, for cells with a cell state,
 * {@code cell} (c) and {@code cell before} (c of the step before). The step before the first one is the state that was carried in.
 */
public interface StepActivations extends StepValues {

    /** Name of the block of h_t. */
    String STATE = "state";

    /** Name of the block of h_{t-1}. */
    String STATE_BEFORE = "before";

    /** Name of the block of c_t. */
    String CELL_STATE = "cell";

    /** Name of the block of c_{t-1}. */
    String CELL_STATE_BEFORE = "cell before";

    /** Returns whether an example is masked at a step, so that its state is held and its gates mean nothing. */
    boolean held(int step, int example);
}
