// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

/**
 * The sizes of each example's errors at every step, of a backward pass that began at a step at which examples were masked: such examples end
 * earlier than others.
 */
public interface ExampleErrors {

    /** Returns the L2 norm of an example's dL/dh at a step. */
    double hidden(int step, int example);

    /** Returns the L2 norm of an example's dL/dc at a step; 0 for cells without a cell state. */
    double cellState(int step, int example);

    /** Returns for each example the last step at which the layer above injects an error; -1 if there is none. */
    int[] lastInjected();
}
