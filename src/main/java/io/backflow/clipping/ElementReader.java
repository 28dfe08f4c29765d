// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

/** Reads single elements of a gradient or of the parameters. */
@FunctionalInterface
public interface ElementReader {

    /**
     * Reads neighbouring elements; called for one stretch of a block after the other.
     *
     * @param values the elements from index 0 on, a copy that is used again for the next
     * @param count number of elements
     * @param offset index of the first of them in the flat gradient view
     */
    void read(double[] values, int count, long offset);
}
