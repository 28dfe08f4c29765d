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
 * @param sequence bounds each example's errors over all steps, after the pass; the recorder then sees the steps of a
 *     second pass, with errors that are within the bound
 */
public record StepHooks<A>(
        @Nullable BackwardRecorder<A> recorder,
        @Nullable StepClipper<A> clipper,
        @Nullable ErrorNorms<A> norms,
        @Nullable SequenceClipper<A> sequence) {

    private static final double[] NONE = new double[0];

    /** Makes hooks that bound no sequence as a whole. */
    public StepHooks(
            @Nullable BackwardRecorder<A> recorder, @Nullable StepClipper<A> clipper, @Nullable ErrorNorms<A> norms) {
        this(recorder, clipper, norms, null);
    }

    /** Returns whether dL/dz is clipped, and those who read the norms need it as it was before. */
    boolean keepsErrors() {
        return norms != null && clipper != null && clipper.clipsPreActivations();
    }

    /** Returns whether nothing takes part. */
    boolean isEmpty() {
        return recorder == null && looksAtNoExample();
    }

    /** Returns whether nothing takes part that looks at every example of the minibatch. */
    boolean looksAtNoExample() {
        return clipper == null && norms == null && sequence == null;
    }

    /** Returns what takes part in the first pass: all of it, unless what is recorded depends on what that pass finds. */
    StepHooks<A> ofFirstPass() {
        return sequence == null ? this : new StepHooks<>(null, clipper, norms, sequence);
    }

    /** Returns the recorder, which has been told what was bounded, for a pass over errors that are within the bound. */
    StepHooks<A> ofSecondPass() {
        if (sequence != null && recorder != null) {
            sequence.steps().forEach(step -> recorder.clipped(step.clipped()));
        }
        return recording(recorder);
    }

    /** Returns by what to multiply each example's errors after the first pass; empty if by nothing. */
    double[] factors() {
        if (sequence == null) {
            return NONE;
        }
        double[] factors = sequence.factors();
        if (norms != null) {
            norms.scale(factors);
        }
        return factors;
    }

    /** Returns no hooks but a recorder, if there is one. */
    public static <A> StepHooks<A> recording(@Nullable BackwardRecorder<A> recorder) {
        return new StepHooks<>(recorder, null, null);
    }
}
