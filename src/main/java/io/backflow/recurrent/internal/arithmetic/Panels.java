// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

/**
 * A packed matrix, to multiply others with from the right; several threads may multiply with it at a time.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public interface Panels<A> {

    /** Where a matrix lies in an array: element (k, j) of a block is at {@code offset + k inner + j column}. */
    record Layout(int offset, int inner, int block, int column) {

        /** Returns the same layout, moved for another block. */
        Layout ofBlock(int index) {
            return new Layout(offset + index * block, inner, block, column);
        }

        /** Returns where an element is. */
        public int at(int k, int j) {
            return offset + k * inner + j * column;
        }
    }

    /**
     * Packs rows of the matrix.
     *
     * @param firstRow the first of the rows to set
     * @param rows how many
     * @param from where the first of them, of the first block, is read, and how far apart rows, blocks and columns are
     */
    void pack(int firstRow, int rows, A source, Layout from);

    /**
     * Overwrites dense arrays [rows, columns], one for each block, with the product of {@code left} and this, or the
     * first rows of this.
     *
     * <p>Every element is the sum over the inner index in rising order, so that it does not depend on what rows are
     * multiplied in one call.
     *
     * @param inner how many rows of this take part; the others are as if they were not there, whatever they hold
     * @param offset where the first row of {@code left} begins
     * @param stride how far apart its rows are
     */
    void multiply(int rows, int inner, A left, int offset, int stride, A[] out);
}
