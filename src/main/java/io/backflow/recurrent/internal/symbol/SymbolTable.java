// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.symbol;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.OneHotRows;

/** The input weights of the symbols that occur in a pass, a row for each: what their products would be. */
public final class SymbolTable<A> {

    private final OneHotRows<A> loops;
    private final Arithmetic<A> m;
    private final int inputs;
    private final int columns;
    private final A column;
    private Symbols symbols = new Symbols(new int[0], 0);
    private A rows;

    /** Makes a table without rows; room for them grows with the symbols, and is used again. */
    public SymbolTable(OneHotRows<A> loops, Arithmetic<A> m, int inputs, int columns) {
        this.loops = loops;
        this.m = m;
        this.inputs = inputs;
        this.columns = columns;
        column = m.block(inputs);
        rows = m.block(0);
    }

    /**
     * Looks the weights of the symbols of a pass up.
     *
     * @param weights column-major, [inputs, columns]
     */
    public void fill(Symbols occurring, Memory<A> weights) {
        symbols = occurring;
        int length = Math.multiplyExact(symbols.used().length, columns);
        if (m.length(rows) < length) {
            rows = m.block(length);
        }
        for (int c = 0; c < columns; c++) {
            weights.get((long) c * inputs, column, 0, inputs);
            loops.gather(column, symbols.used(), rows, c, columns);
        }
    }

    /**
     * Adds the rows of some inputs.
     *
     * @param first the number of the first input, by step and example
     * @param to an array for each block of columns, [count, units]
     */
    public void addTo(int first, int count, A[] to, int units) {
        for (int b = 0; b < count; b++) {
            int rank = symbols.rank(first + b);
            if (rank < symbols.used().length) {
                for (int k = 0; k * units < columns; k++) {
                    loops.add(rows, rank * columns + k * units, to[k], b * units, units);
                }
            }
        }
    }
}
