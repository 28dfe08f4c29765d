// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.cell;

/**
 * The steps of one cell, forward and backward, each in a single loop; to the same bits as {@link Cell}'s own.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public interface CellLoops<A> {

    /** Up to this many elements beyond its length each array has room, and may be overwritten. */
    int ROOM = 15;

    /** As {@link Cell#forward}. */
    void forward(A[] kept, A[] recurrent, A[] bias, A hBefore, A cBefore, A h, int length);

    /** As {@link Cell#backward}. */
    void backward(A[] kept, A hBefore, A cBefore, StepGradient<A> g, int length);
}
