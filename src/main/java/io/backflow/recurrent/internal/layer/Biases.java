// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.cell.Cell;

/** The way from the biases that a layer stores to the blocks that its cell reads. */
final class Biases {

    private Biases() {}

    /**
     * Adds the two biases of all gates but the last, and puts the last one's recurrent bias in a block of its own.
     *
     * @param stored the input biases, then the recurrent biases, {@code gates x units} values each
     */
    static <A> A forCell(Arithmetic<A> m, A stored, Cell cell, int units) {
        int gates = cell.gates().size();
        A blocks = m.block(cell.biasBlocks() * units);
        m.copy(stored, 0, blocks, 0, gates * units);
        for (int i = 0; i < (gates - 1) * units; i++) {
            m.set(blocks, i, m.get(stored, i) + m.get(stored, gates * units + i));
        }
        m.copy(stored, (2 * gates - 1) * units, blocks, gates * units, units);
        return blocks;
    }

    /** Puts the peephole weights after the biases. */
    static <A> A withPeepholes(Arithmetic<A> m, A stored, Memory<A> peepholes) {
        int count = Math.toIntExact(peepholes.length());
        int biases = m.length(stored);
        A blocks = m.block(biases + count);
        m.copy(stored, 0, blocks, 0, biases);
        peepholes.get(0, blocks, biases, count);
        return blocks;
    }
}
