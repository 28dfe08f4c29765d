// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.trace;

import io.backflow.recurrent.internal.cell.StepGradient;

/** Sees each time step of a backward pass, the last step first. */
public interface StepObserver<A> {

    /** Called after a step, with arrays that are used again and must not be kept or changed. */
    void step(int step, StepStates<A> states, StepGradient<A> gradient);
}
