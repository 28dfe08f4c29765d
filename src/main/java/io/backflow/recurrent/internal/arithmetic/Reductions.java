// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

/**
 * Sums over blocks, for measurements; has scratch memory, so that one instance serves one thread.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public interface Reductions<A> {

    /** Returns the L2 norm of {@code length} elements from {@code offset} on; right wherever double can hold it. */
    double norm(A a, int offset, int length);

    /** Returns the sum. */
    double sum(A a, int length);

    /** Returns how many elements are not strictly between {@code lower} and {@code upper}; NaN counts. */
    int countOutside(A a, double lower, double upper, int length);

    /** Returns how many elements have an absolute value of at least {@code bound}; NaN does not count. */
    int countLarge(A a, double bound, int length);

    /** Returns a search for values by their rank, with memory of its own. */
    Ranks<A> ranks();
}
