// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

/**
 * Finds values by their rank, without sorting the others; exact, in the order of {@link java.util.Arrays#sort(float[])}.
 *
 * <p>It has memory: it is fastest on blocks that are alike, one after the other, and asked for three ranks each.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public interface Ranks<A> {

    /**
     * Finds some values and, of each, the next one.
     *
     * @param length how many elements there are, at least 1
     * @param ranks from 0 to {@code length - 1}, in ascending order
     * @param at gets the values of these ranks
     * @param next gets the values of the ranks after them; of the last rank its own
     */
    void find(A a, int length, int[] ranks, double[] at, double[] next);
}
