// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.trace.BackwardRecorder;
import org.jspecify.annotations.Nullable;

/**
 * What takes part in the steps of one backward pass besides the engine; each of it may be missing.
 *
 * <p>At each step the clipper comes first, so that what is recorded and what goes into the norms is what flows on; the
 * dL/dz that belong to the norms are those before a clipping of dL/dz.
 *
 * @param recorder measures the step
 * @param clipper clips the step's errors
 * @param norms takes down the size of each example's error
 */
public record StepHooks<A>(
        @Nullable BackwardRecorder<A> recorder,
        @Nullable StepClipper<A> clipper,
        @Nullable ErrorNorms<A> norms) {

    /** Returns whether dL/dz is clipped, and those who read the norms need it as it was before. */
    boolean keepsErrors() {
        return norms != null && clipper != null && clipper.clipsPreActivations();
    }

    /** Returns whether nothing takes part. */
    boolean isEmpty() {
        return recorder == null && clipper == null && norms == null;
    }

    /** Returns no hooks but a recorder, if there is one. */
    public static <A> StepHooks<A> recording(@Nullable BackwardRecorder<A> recorder) {
        return new StepHooks<>(recorder, null, null);
    }
}
