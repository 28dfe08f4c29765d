// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.OneHotRows;
import java.util.ArrayList;
import java.util.List;

/**
 * The inputs of some examples and the states before, by step, [examples, inputs + units]; the last one has no input.
 */
final class StepRows<A> {

    private final int inputs;
    private final int units;
    private final int width;
    private final Arithmetic<A> m;
    private final List<A> rows = new ArrayList<>();

    StepRows(int inputs, int units, Arithmetic<A> m) {
        this.inputs = inputs;
        this.units = units;
        this.width = inputs + units;
        this.m = m;
    }

    /** Makes room for steps of so many examples at most. */
    void fit(int steps, int examples) {
        while (rows.size() <= steps) {
            rows.add(m.block(examples * width));
        }
    }

    void clear() {
        rows.clear();
    }

    A at(int t) {
        return rows.get(t);
    }

    /** Returns how many numbers an example has. */
    int width() {
        return width;
    }

    void putInput(int t, A x, int examples) {
        for (int b = 0; b < examples; b++) {
            m.copy(x, b * inputs, rows.get(t), b * width, inputs);
        }
    }

    void putState(int t, A h, int examples) {
        for (int b = 0; b < examples; b++) {
            m.copy(h, b * units, rows.get(t), b * width + inputs, units);
        }
    }

    void input(int t, int examples, A into, int offset) {
        for (int b = 0; b < examples; b++) {
            m.copy(rows.get(t), b * width, into, offset + b * inputs, inputs);
        }
    }

    void state(int t, int examples, A into, int offset) {
        for (int b = 0; b < examples; b++) {
            m.copy(rows.get(t), b * width + inputs, into, offset + b * units, units);
        }
    }

    /** Writes the symbols of the inputs of a step from {@code at} on; returns whether all have one, or are 0. */
    boolean symbols(int t, int examples, OneHotRows<A> loops, int[] to, int at) {
        for (int b = 0; b < examples; b++) {
            int symbol = loops.symbol(rows.get(t), b * width, inputs);
            if (symbol == OneHotRows.OTHER) {
                return false;
            }
            to[at + b] = symbol;
        }
        return true;
    }

    /** Takes over the rows of the first examples of others, from a place on. */
    void copy(StepRows<A> from, int steps, int example, int examples) {
        for (int t = 0; t <= steps; t++) {
            m.copy(from.rows.get(t), 0, rows.get(t), example * width, examples * width);
        }
    }
}
