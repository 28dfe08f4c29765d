// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import java.util.List;

/**
 * Sums of outer products over the rows of many arrays, as gradients of weights are; one instance serves one thread.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public interface OuterSums<A> {

    /**
     * Rows whose outer products to take.
     *
     * @param left dense, [rows, left]
     * @param right rows from {@link Columns#first} on
     */
    record Rows<A>(int rows, A left, A right) {}

    /** Where the right numbers are in their rows: from which on, and how far apart the rows are. */
    record Columns(int first, int stride) {}

    /** Returns in how many equal shares of left numbers {@link #sum} can be told to work. */
    int shares();

    /** Returns how many left numbers a share has; the last may have fewer. */
    int lefts();

    /**
     * Overwrites {@code products[i, j]} with the sum over all rows of {@code left[i] right[j]}, and {@code sums[i]}
     * with the sum of {@code left[i]}, of the left numbers in some shares.
     *
     * <p>Every element is summed in an order that depends on the order of the rows alone, neither on how they are cut
     * into arrays nor on the shares.
     *
     * @param products dense, [left, right]
     */
    void sum(List<Rows<A>> all, Columns columns, int firstShare, int endShare, A products, A sums);
}
