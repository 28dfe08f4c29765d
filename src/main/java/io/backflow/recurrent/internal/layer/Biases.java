// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.cell.Cell;

/** The way from two stored biases a gate to the blocks that a cell with recurrent products of its own reads. */
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
}
