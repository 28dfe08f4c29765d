// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.symbol;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.OneHotRows;
import io.backflow.recurrent.internal.arithmetic.OuterSums;
import java.util.List;

/**
 * Sums the errors of each symbol, which is the gradient of its input weights, for some of the columns.
 *
 * <p>A symbol's errors are summed {@value #DEPTH} at a time, and these sums in turn, in the order of the inputs.
 */
public final class SymbolSums<A> {

    private static final int DEPTH = 128;

    private final Symbols symbols;
    private final OneHotRows<A> loops;
    private final Arithmetic<A> m;
    private final int columns;
    /** A row for each symbol, and one for inputs that have none: of the latest errors, and of those before. */
    private final A latest;

    private final A totals;
    /** How many errors of each row are the latest. */
    private final int[] pending;

    /** Makes room for sums of so many columns. */
    public SymbolSums(Symbols symbols, OneHotRows<A> loops, Arithmetic<A> m, int columns) {
        this.symbols = symbols;
        this.loops = loops;
        this.m = m;
        this.columns = columns;
        int rows = symbols.used().length + 1;
        latest = m.block(Math.multiplyExact(rows, columns));
        totals = m.block(rows * columns);
        pending = new int[rows];
    }

    /**
     * Adds errors, of the columns in a range.
     *
     * @param errors of all inputs from the first on, by step and example
     * @param first the number of the first input
     */
    public void add(List<OuterSums.Rows<A>> errors, int first, int from, int until) {
        int input = first;
        for (OuterSums.Rows<A> each : errors) {
            for (int b = 0; b < each.rows(); b++) {
                int row = symbols.rank(input);
                loops.add(each.left(), b * columns + from, latest, row * columns + from, until - from);
                pending[row]++;
                if (pending[row] == DEPTH) {
                    flush(row, from, until);
                }
                input++;
            }
        }
        for (int row = 0; row < pending.length; row++) {
            flush(row, from, until);
        }
    }

    private void flush(int row, int from, int until) {
        if (pending[row] > 0) {
            int at = row * columns + from;
            loops.add(latest, at, totals, at, until - from);
            m.clear(latest, at, until - from);
            pending[row] = 0;
        }
    }

    /**
     * Writes the gradient of the columns, 0 for symbols that do not occur.
     *
     * @param gradient column-major, [inputs, columns]
     */
    public void put(int from, int until, Memory<A> gradient, int inputs) {
        A column = m.block(inputs);
        for (int c = from; c < until; c++) {
            loops.scatter(totals, c, columns, column, symbols.used());
            gradient.put((long) c * inputs, column, 0, inputs);
        }
    }
}
