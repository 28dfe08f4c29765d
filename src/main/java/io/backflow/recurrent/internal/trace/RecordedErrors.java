// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.trace;

import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;

/**
 * What a recorder copies of a backward pass.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
final class RecordedErrors<A> extends StepBlocks<A> implements BackwardTrace.StepErrors {

    RecordedErrors(Arithmetic<A> m, int batch, int units, int steps) {
        super(m, batch, units, steps);
    }
}
