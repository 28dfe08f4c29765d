// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.OuterSums;
import io.backflow.recurrent.internal.arithmetic.PanelProducts;
import io.backflow.recurrent.internal.cell.Cell;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums the gradients of some of the weights' columns, in one thread. */
final class GradientShare<A> {

    private final int inputs;
    private final int units;
    private final int columns;
    private final boolean apart;
    /** Of input and state at once, or of the input alone if the two stay apart. */
    private final OuterSums<A> joint;

    private final @Nullable OuterSums<A> recurrent;
    private final A products;

    GradientShare(Cell cell, int inputs, int units, Arithmetic<A> m, PanelProducts<A> panels) {
        this.inputs = inputs;
        this.units = units;
        columns = cell.gates().size() * units;
        apart = cell.recurrentApart();
        joint = panels.outerSums(columns, apart ? inputs : inputs + units);
        recurrent = apart ? panels.outerSums(columns, units) : null;
        products = m.block(Math.multiplyExact(columns, inputs + units));
    }

    /**
     * Writes its share of the gradients.
     *
     * @param sums overwritten with the sums of the errors, of input and recurrent side
     */
    void sum(
            int share,
            int shares,
            List<OuterSums.Rows<A>> onInput,
            List<OuterSums.Rows<A>> onRecurrent,
            Weights<A> to,
            A[] sums) {
        int width = inputs + units;
        int first = (int) ((long) joint.shares() * share / shares);
        int end = (int) ((long) joint.shares() * (share + 1) / shares);
        int from = first * joint.lefts();
        int until = Math.min(columns, end * joint.lefts());
        joint.sum(onInput, new OuterSums.Columns(0, width), first, end, products, sums[0]);
        if (recurrent == null) {
            put(from, until, width, 0, to.input(), inputs);
            put(from, until, width, inputs, to.recurrent(), units);
            return;
        }
        put(from, until, inputs, 0, to.input(), inputs);
        recurrent.sum(onRecurrent, new OuterSums.Columns(inputs, width), first, end, products, sums[1]);
        put(from, until, units, 0, to.recurrent(), units);
    }

    /** The gradients are column-major, which read row-major is a row for each of our columns. */
    private void put(int from, int until, int stride, int offset, Memory<A> to, int count) {
        for (int column = from; column < until; column++) {
            to.put((long) column * count, products, column * stride + offset, count);
        }
    }
}
