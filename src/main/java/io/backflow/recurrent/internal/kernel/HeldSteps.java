// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The masked time steps of a minibatch, over which an example's state is held, its output is 0, and nothing reaches any
 * gradient.
 *
 * <p>This is what Keras does to the state and what Deeplearning4j's SimpleRnn does to the output.
 */
public final class HeldSteps {

    private final boolean[][] held;

    private HeldSteps(boolean[][] held) {
        this.held = held;
    }

    /**
     * Returns the steps that a mask leaves out, or null if it leaves none out.
     *
     * @param mask [time][miniBatch], true where the example is masked at the step
     */
    public static @Nullable HeldSteps of(boolean[][] mask) {
        boolean[][] held = new boolean[mask.length][];
        boolean any = false;
        for (int t = 0; t < mask.length; t++) {
            boolean some = false;
            for (boolean example : mask[t]) {
                some |= example;
            }
            held[t] = some ? mask[t].clone() : new boolean[0];
            any |= some;
        }
        return any ? new HeldSteps(held) : null;
    }

    /** Returns which examples are held at a step; empty if none is. */
    boolean[] at(int step) {
        return held[step];
    }

    /** Returns the same for the examples from {@code first} to before {@code end} alone; null if none is held. */
    @Nullable
    HeldSteps rows(int first, int end) {
        boolean[][] some = new boolean[held.length][];
        for (int t = 0; t < held.length; t++) {
            some[t] = held[t].length == 0 ? new boolean[end - first] : Arrays.copyOfRange(held[t], first, end);
        }
        return of(some);
    }

    /** Sets the rows of the held examples to 0. */
    <A> void clear(Arithmetic<A> m, int step, A block, int columns) {
        boolean[] rows = held[step];
        for (int b = 0; b < rows.length; b++) {
            if (rows[b]) {
                m.clear(block, b * columns, columns);
            }
        }
    }

    /** Replaces the rows of the held examples with those of another block. */
    <A> void keep(Arithmetic<A> m, int step, A before, A block, int columns) {
        boolean[] rows = held[step];
        for (int b = 0; b < rows.length; b++) {
            if (rows[b]) {
                m.copy(before, b * columns, block, b * columns, columns);
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HeldSteps that && Arrays.deepEquals(held, that.held);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(held);
    }
}
