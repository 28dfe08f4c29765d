// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.trace;

import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;

/**
 * What a recorder copies of a forward pass.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
final class RecordedActivations<A> extends StepBlocks<A> implements BackwardTrace.StepActivations {

    private final boolean[][] masked;

    RecordedActivations(Arithmetic<A> m, int batch, int units, int steps) {
        super(m, batch, units, steps);
        masked = new boolean[steps][0];
    }

    /** Takes which examples are masked at a step; an array of none if no example ever is. */
    void hold(int step, boolean[] examples) {
        masked[step] = examples.clone();
    }

    @Override
    public boolean masked(int step, int example) {
        return masked[step].length > 0 && masked[step][example];
    }
}
