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

    private final OneHotRows<A> loops;
    private final Arithmetic<A> m;
    private final int inputs;
    private final int columns;
    /** A row for each symbol, and one for inputs that have none: of the latest errors, and of those before. */
    private A latest;

    private A totals;
    private A column;
    /** How many errors of each row are the latest. */
    private int[] pending = new int[0];

    /** Makes sums of so many columns, for one thread; room grows with the symbols, and is used again. */
    public SymbolSums(OneHotRows<A> loops, Arithmetic<A> m, int inputs, int columns) {
        this.loops = loops;
        this.m = m;
        this.inputs = inputs;
        this.columns = columns;
        latest = m.block(0);
        totals = latest;
        column = latest;
    }

    /**
     * Sums errors, of the columns in a range.
     *
     * @param errors of all inputs from the first on, by step and example
     * @param first the number of the first input
     */
    public void sum(Symbols symbols, List<OuterSums.Rows<A>> errors, int first, int from, int until) {
        fit(symbols.used().length + 1);
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

    private void fit(int rows) {
        int length = Math.multiplyExact(rows, columns);
        pending = new int[rows];
        if (m.length(latest) < length) {
            latest = m.block(length);
            totals = m.block(length);
        } else {
            m.clear(latest, 0, length);
            m.clear(totals, 0, length);
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
     * Writes the sums as the gradient of the columns, 0 for symbols that do not occur.
     *
     * @param gradient column-major, [inputs, columns]
     */
    public void put(Symbols symbols, int from, int until, Memory<A> gradient) {
        if (m.length(column) == 0) {
            column = m.block(inputs);
        }
        m.clear(column, 0, inputs); // of other symbols
        for (int c = from; c < until; c++) {
            loops.scatter(totals, c, columns, column, symbols.used());
            gradient.put((long) c * inputs, column, 0, inputs);
        }
    }
}
