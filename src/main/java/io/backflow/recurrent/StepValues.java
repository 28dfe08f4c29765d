// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import java.util.Set;

/** Copies of named blocks of a value for each example and unit, at every time step of a pass. */
public interface StepValues {

    /** Returns the names of the blocks. */
    Set<String> blocks();

    /** Returns how many examples there were. */
    int miniBatch();

    /** Returns how many units the layer has. */
    int units();

    /**
     * Returns one value.
     *
     * @throws IllegalArgumentException if there is no such block
     * @throws IndexOutOfBoundsException if there is no such step, example or unit, or the step lies outside the backward
     *     length
     */
    double value(String block, int step, int example, int unit);

    /** Returns a copy of the values of all units of one example at one step; throws as {@link #value} does. */
    double[] example(String block, int step, int example);

    /** Returns a copy of a block at one step, [miniBatch, units] row-major; throws as {@link #value} does. */
    double[] step(String block, int step);
}
