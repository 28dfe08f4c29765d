// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.cell.StepGradient;

/**
 * The way of the errors from one time step to the one before: where dL/dz goes, and where it comes back from by way of
 * the recurrent weights.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
interface ErrorFlow<A> {

    /** Overwrites dL/dh of step t with what the dL/dz of the step after it says about it. */
    void carry(int t, A dh);

    /** Takes the dL/dz of step t. */
    void put(int t, StepGradient<A> g);

    /** Takes dL/dz as it is before clipping; of masked examples it is 0, whatever is there. */
    void putUnclipped(int t, StepGradient<A> g, boolean[] held);
}
