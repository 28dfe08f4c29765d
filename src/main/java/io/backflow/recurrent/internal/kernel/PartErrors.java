// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import java.util.ArrayList;
import java.util.List;

/** dL/dz of some examples by step, [examples, gates x units], on the input and on the recurrent side. */
final class PartErrors<A> {

    private final int gates;
    private final int units;
    private final int columns;
    private final boolean apart;
    private final Arithmetic<A> m;
    private final List<A> input = new ArrayList<>();
    private final List<A> recurrent = new ArrayList<>();

    /** Makes no room yet; unless the sides are apart, they are one. */
    PartErrors(int gates, int units, boolean apart, Arithmetic<A> m) {
        this.gates = gates;
        this.units = units;
        this.columns = gates * units;
        this.apart = apart;
        this.m = m;
    }

    /** Makes room for steps of so many examples at most. */
    void fit(int steps, int examples) {
        while (input.size() < steps) {
            A errors = m.block(examples * columns);
            input.add(errors);
            recurrent.add(apart ? m.block(examples * columns) : errors);
        }
    }

    A input(int t) {
        return input.get(t);
    }

    A recurrent(int t) {
        return recurrent.get(t);
    }

    void clear() {
        input.clear();
        recurrent.clear();
    }

    /** Copies a block for each gate to [examples, gates x units]. */
    void join(A[] blocks, A to, int examples) {
        for (int b = 0; b < examples; b++) {
            for (int k = 0; k < gates; k++) {
                m.copy(blocks[k], b * units, to, b * columns + k * units, units);
            }
        }
    }

    /** Undoes {@link #join}. */
    void part(A joint, A[] blocks, int at, int examples) {
        for (int b = 0; b < examples; b++) {
            for (int k = 0; k < gates; k++) {
                m.copy(joint, b * columns + k * units, blocks[k], at + b * units, units);
            }
        }
    }

    /** Multiplies the errors of one example at one step. */
    void scale(int t, int example, double factor) {
        m.scale(input(t), example * columns, columns, factor);
        if (apart) {
            m.scale(recurrent(t), example * columns, columns, factor);
        }
    }
}
