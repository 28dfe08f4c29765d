// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The masked time steps of a minibatch, over which an example keeps its state, its output is 0, and nothing reaches any
 * gradient.
 *
 * <p>This is what Keras does to the state and what Deeplearning4j's SimpleRnn does to the output.
 */
public final class StepMask {

    private final boolean[][] masked;

    private StepMask(boolean[][] masked) {
        this.masked = masked;
    }

    /**
     * Returns the mask of those steps, or null if none is masked.
     *
     * @param mask [time][miniBatch], true where the example is masked at the step
     */
    public static @Nullable StepMask of(boolean[][] mask) {
        boolean[][] masked = new boolean[mask.length][];
        boolean any = false;
        for (int t = 0; t < mask.length; t++) {
            boolean some = false;
            for (boolean example : mask[t]) {
                some |= example;
            }
            masked[t] = some ? mask[t].clone() : new boolean[0];
            any |= some;
        }
        return any ? new StepMask(masked) : null;
    }

    /** Returns which examples are masked at a step; empty if none is. */
    boolean[] at(int step) {
        return masked[step];
    }

    /** Returns the same for the examples from {@code first} to before {@code end} alone; null if none is masked. */
    @Nullable
    StepMask rows(int first, int end) {
        boolean[][] some = new boolean[masked.length][];
        for (int t = 0; t < masked.length; t++) {
            some[t] = masked[t].length == 0 ? new boolean[end - first] : Arrays.copyOfRange(masked[t], first, end);
        }
        return of(some);
    }

    /** Sets the rows of the masked examples to 0. */
    <A> void clear(Arithmetic<A> m, int step, A block, int columns) {
        boolean[] rows = masked[step];
        for (int b = 0; b < rows.length; b++) {
            if (rows[b]) {
                m.clear(block, b * columns, columns);
            }
        }
    }

    /** Replaces the rows of the masked examples with those of another block. */
    <A> void keep(Arithmetic<A> m, int step, A before, A block, int columns) {
        boolean[] rows = masked[step];
        for (int b = 0; b < rows.length; b++) {
            if (rows[b]) {
                m.copy(before, b * columns, block, b * columns, columns);
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StepMask that && Arrays.deepEquals(masked, that.masked);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(masked);
    }
}
