// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.OuterSums;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.PackedKernels;
import io.backflow.recurrent.internal.symbol.SymbolSums;
import io.backflow.recurrent.internal.symbol.Symbols;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sums the gradients of some of the weights' columns, in one thread. */
final class GradientShare<A> {

    /**
     * The errors of all examples by step, beside input and state.
     *
     * @param onRecurrent those on the recurrent side, the same list unless the two stay apart
     * @param first the number of the first input, by step and example
     */
    record Errors<A>(List<OuterSums.Rows<A>> onInput, List<OuterSums.Rows<A>> onRecurrent, int first) {}

    private final int inputs;
    private final int units;
    private final int columns;
    private final boolean apart;
    private final Arithmetic<A> m;
    private final PackedKernels<A> kernels;
    /** Of input and state at once, or of the input alone if the two stay apart. */
    private @Nullable OuterSums<A> joint;

    private @Nullable OuterSums<A> recurrent;
    /** Of no other numbers: takes sums of errors alone. */
    private @Nullable OuterSums<A> biases;

    private final SymbolSums<A> ofSymbols;
    private A products;

    GradientShare(Cell cell, int inputs, int units, Arithmetic<A> m, PackedKernels<A> kernels) {
        this.inputs = inputs;
        this.units = units;
        this.m = m;
        this.kernels = kernels;
        columns = cell.gates().size() * units;
        apart = cell.recurrentApart();
        ofSymbols = new SymbolSums<>(kernels.oneHotRows(), m, inputs, columns);
        products = m.block(0);
    }

    /**
     * Writes its share of the gradients.
     *
     * @param symbols what all inputs are; null if they are anything
     * @param sums overwritten with the sums of the errors, of input and recurrent side
     */
    void sum(int share, int shares, Errors<A> errors, @Nullable Symbols symbols, Weights<A> to, A[] sums) {
        if (symbols != null) {
            Part part = sumRecurrent(share, shares, errors.onRecurrent(), to, apart ? sums[1] : sums[0]);
            if (apart) {
                sum(biases(), errors.onInput(), 0, part, 0, sums[0]);
            }
            ofSymbols.sum(symbols, errors.onInput(), errors.first(), part.from(), part.until());
            ofSymbols.put(symbols, part.from(), part.until(), to.input());
            return;
        }
        int count = apart ? inputs : inputs + units;
        if (joint == null) {
            joint = kernels.outerSums(columns, count);
        }
        Part part = part(joint, share, shares);
        sum(joint, errors.onInput(), 0, part, count, sums[0]);
        put(part, count, 0, to.input(), inputs);
        if (apart) {
            sumRecurrent(share, shares, errors.onRecurrent(), to, sums[1]);
        } else {
            put(part, count, inputs, to.recurrent(), units);
        }
    }

    /** Sums errors in the order in which the recurrent side does: of gates that share them the bits are the same. */
    private OuterSums<A> biases() {
        if (biases == null) {
            biases = kernels.outerSums(columns, 0);
        }
        return biases;
    }

    /** Some of the columns. */
    private record Part(int firstShare, int endShare, int from, int until) {}

    private Part part(OuterSums<A> of, int share, int shares) {
        int first = (int) ((long) of.shares() * share / shares);
        int end = (int) ((long) of.shares() * (share + 1) / shares);
        return new Part(first, end, first * of.lefts(), Math.min(columns, end * of.lefts()));
    }

    private Part sumRecurrent(int share, int shares, List<OuterSums.Rows<A>> rows, Weights<A> to, A sums) {
        if (recurrent == null) {
            recurrent = kernels.outerSums(columns, units);
        }
        Part part = part(recurrent, share, shares);
        sum(recurrent, rows, inputs, part, units, sums);
        put(part, units, 0, to.recurrent(), units);
        return part;
    }

    private void sum(OuterSums<A> of, List<OuterSums.Rows<A>> rows, int column, Part part, int count, A sums) {
        int length = Math.multiplyExact(columns, count);
        if (m.length(products) < length) {
            products = m.block(length);
        }
        OuterSums.Columns right = new OuterSums.Columns(column, inputs + units);
        of.sum(rows, right, part.firstShare(), part.endShare(), products, sums);
    }

    /** The gradients are column-major, which read row-major is a row for each of our columns. */
    private void put(Part part, int stride, int offset, Memory<A> to, int count) {
        for (int column = part.from(); column < part.until(); column++) {
            to.put((long) column * count, products, column * stride + offset, count);
        }
    }
}
