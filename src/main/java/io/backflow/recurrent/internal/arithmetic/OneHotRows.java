// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

/**
 * Loops that take the place of products where rows are one-hot, or 0: a row of the matrix is looked up instead.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public interface OneHotRows<A> {

    /** A row of zeros has no symbol. */
    int NONE = -1;

    /** A row that is neither one-hot nor 0. */
    int OTHER = -2;

    /**
     * Returns which of {@code length} elements from {@code offset} on is 1 while all others are 0; {@link #NONE} if
     * they all are 0, {@link #OTHER} if there is anything else.
     */
    int symbol(A a, int offset, int length);

    /** Adds {@code length} elements to others, of another array. */
    void add(A from, int fromOffset, A to, int toOffset, int length);

    /** Sets {@code to[offset + i stride]} to {@code from[at[i]]}. */
    void gather(A from, int[] at, A to, int offset, int stride);

    /** Sets {@code to[at[i]]} to {@code from[offset + i stride]}. */
    void scatter(A from, int offset, int stride, A to, int[] at);
}
