// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import org.jspecify.annotations.Nullable;

/** Where the engine reads a sequence of [miniBatch, size] blocks from. */
@FunctionalInterface
public interface SequenceReader<A> {

    /** Reads one time step as a dense row-major block. */
    void read(int step, A into);

    /** Reads all steps at once, if the source happens to be laid out as the target; returns whether it did. */
    default boolean readAll(Memory<A> into) {
        return false;
    }

    /**
     * Returns a reader of some of the examples alone.
     *
     * @param batch how many examples this one reads
     * @param size how many numbers each has at a step
     */
    default SequenceReader<A> rows(Arithmetic<A> m, int batch, int size, int first, int count) {
        A all = m.block(batch * size);
        return (step, into) -> {
            read(step, all);
            m.copy(all, first * size, into, 0, count * size);
        };
    }

    /**
     * Returns a reader of the same examples, each multiplied by a number.
     *
     * @param size how many numbers each has at a step
     */
    default SequenceReader<A> scaled(Arithmetic<A> m, int size, double[] factors) {
        return (step, into) -> {
            read(step, into);
            for (int b = 0; b < factors.length; b++) {
                m.scale(into, b * size, size, factors[b]);
            }
        };
    }

    /** Returns the memory that has all steps one after the other; null if the source is laid out otherwise. */
    default @Nullable Memory<A> whole() {
        return null;
    }
}
