// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import io.backflow.data.Examples;

/** Sequences without end, any of which can be made without those before it. */
@FunctionalInterface
public interface ExampleStream {

    /**
     * Returns some sequences that follow one another.
     *
     * @param seed one stream for each seed
     * @param epoch one stream for each epoch, counted from 0
     * @param first number of the first sequence within its stream, counted from 0
     * @param count how many
     */
    Examples slice(long seed, int epoch, long first, int count);
}
