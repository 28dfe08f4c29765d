// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Memory;

/**
 * What the last passes of an engine left behind, in blocks of the whole minibatch.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
interface PassValues<A> {

    /** Returns how many examples there are. */
    int miniBatch();

    /** Returns how many time steps there are. */
    int timeSteps();

    /** Copies the state before step t, or after the last step, [miniBatch, units]. */
    void state(int t, A into);

    /** Copies the cell state before step t of a pass that was kept, or after the last step of any. */
    void cellState(int t, A into);

    /** Copies dL/dz of step t on the input side, [miniBatch, gates x units]. */
    void error(int t, A into);

    /** Copies dL/dz of step t on the recurrent side, [miniBatch, gates x units]. */
    void recurrentError(int t, A into);

    /** Copies the input of step t, [miniBatch, inputs]. */
    void input(int t, A into);

    /**
     * Returns dL/dz of all steps on the recurrent side, [time, miniBatch, gates x units].
     *
     * @param unclipped as they were before clipping, if that was kept
     */
    Memory<A> recurrentErrors(boolean unclipped);

    /** Returns room for whatever, the same at every call. */
    Memory<A> scratch(long length);
}
