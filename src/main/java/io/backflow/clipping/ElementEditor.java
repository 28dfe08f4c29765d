// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

/** Changes single elements of a gradient. */
@FunctionalInterface
public interface ElementEditor {

    /**
     * Changes neighbouring elements in place; called for one stretch of a block after the other.
     *
     * @param values the elements from index 0 on, in the scale of the policy; a copy that is written back. Each that
     *     changed is stored as the nearest number that is not larger in size
     * @param count number of elements
     * @param offset index of the first of them in the flat gradient view
     */
    void edit(double[] values, int count, long offset);
}
