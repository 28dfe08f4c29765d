// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.symbol;

import io.backflow.recurrent.internal.arithmetic.OneHotRows;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The inputs of a pass where all of them are one-hot, or 0: which symbols there are, and which each input is.
 *
 * <p>Where the inputs are few, beside the units, there is little to save.
 */
public final class Symbols {

    /** The fewest inputs for which symbols are looked for. */
    public static final int LEAST_INPUTS = 16;

    private final int[] ranks;
    private final int[] used;

    /**
     * Takes the symbols of all inputs, by step and example, which become their {@link #rank}.
     *
     * @param symbols below {@code inputs}, or {@link OneHotRows#NONE}
     */
    public Symbols(int[] symbols, int inputs) {
        int[] rankOf = new int[inputs];
        for (int symbol : symbols) {
            if (symbol != OneHotRows.NONE) {
                rankOf[symbol] = 1;
            }
        }
        used = IntStream.range(0, inputs).filter(symbol -> rankOf[symbol] == 1).toArray();
        for (int rank = 0; rank < used.length; rank++) {
            rankOf[used[rank]] = rank;
        }
        ranks = symbols;
        Arrays.setAll(ranks, i -> ranks[i] == OneHotRows.NONE ? used.length : rankOf[ranks[i]]);
    }

    /** Returns the symbols that occur, rising. */
    public int[] used() {
        return used;
    }

    /** Returns where the symbol of an input is among those that occur; behind them all if it has none. */
    public int rank(int index) {
        return ranks[index];
    }
}
