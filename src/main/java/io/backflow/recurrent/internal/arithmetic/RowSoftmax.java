// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

/**
 * The softmax of the rows of a matrix.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
@FunctionalInterface
public interface RowSoftmax<A> {

    /**
     * Replaces each row by its softmax.
     *
     * @param z [rows, columns]
     */
    void rows(A z, int rows, int columns);
}
