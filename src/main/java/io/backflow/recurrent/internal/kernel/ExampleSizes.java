// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.linalg.internal.L2Norm;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Reductions;
import io.backflow.recurrent.internal.cell.Cell;

/**
 * How much each example added to the gradients of a layer in the last backward pass, from what that left behind.
 *
 * <p>An example's step t adds {@code dz_t x_t'} to the gradient of W, {@code dz_t h_{t-1}'} to that of R and
 * {@code dz_t} to that of the biases; peephole weights come to it. The L2 norm of these together is {@code ||dz_t||
 * sqrt(1 + ||x_t||^2 + ||h_{t-1}||^2)}; an example's size is the root of the sum of their squares over the steps.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
final class ExampleSizes<A> {

    private final PassValues<A> values;
    private final Arithmetic<A> m;
    private final Reductions<A> reductions;
    private final Cell cell;
    private final boolean apart;
    private final int inputs;
    private final int units;
    private final int columns;
    private final A error;
    private final A recurrentError;
    private final A input;
    private final A state;

    ExampleSizes(PassValues<A> values, Cell cell, int inputs, int units, Arithmetic<A> arithmetic) {
        this.values = values;
        this.m = arithmetic;
        this.reductions = arithmetic.reductions();
        this.cell = cell;
        this.apart = cell.recurrentApart();
        this.inputs = inputs;
        this.units = units;
        this.columns = cell.gates().size() * units;
        int batch = values.miniBatch();
        error = m.block(Math.multiplyExact(batch, columns));
        recurrentError = apart ? m.block(Math.multiplyExact(batch, columns)) : error;
        input = m.block(Math.multiplyExact(batch, inputs));
        state = m.block(Math.multiplyExact(batch, units));
    }

    /** Returns the size of each example, over the steps from {@code first} on. */
    double[] from(int first) {
        L2Norm[] sizes = new L2Norm[values.miniBatch()];
        for (int b = 0; b < sizes.length; b++) {
            sizes[b] = new L2Norm();
        }
        for (int t = first; t < values.timeSteps(); t++) {
            values.error(t, error);
            values.input(t, input);
            values.state(t, state);
            if (apart) {
                values.recurrentError(t, recurrentError);
            }
            for (int b = 0; b < sizes.length; b++) {
                sizes[b].add(step(b));
            }
            addPeepholes(t, sizes);
        }
        double[] all = new double[sizes.length];
        for (int b = 0; b < sizes.length; b++) {
            all[b] = sizes[b].value();
        }
        return all;
    }

    /** Adds what a step says of the weights by which gates see the cell state, if there are any. */
    private void addPeepholes(int t, L2Norm[] sizes) {
        if (cell.peepholes() == 0) {
            return;
        }
        A before = m.block(sizes.length * units);
        A after = m.block(sizes.length * units);
        values.cellState(t, before);
        values.cellState(t + 1, after);
        for (int b = 0; b < sizes.length; b++) {
            double[] sums = new double[cell.peepholes() * units];
            cell.addPeepholeGradients(
                    m, row(error, b, columns), row(before, b, units), row(after, b, units), units, sums);
            sizes[b].add(L2Norm.of(sums));
        }
    }

    private A row(A all, int b, int length) {
        A row = m.block(length);
        m.copy(all, b * length, row, 0, length);
        return row;
    }

    private double step(int b) {
        double e = reductions.norm(error, b * columns, columns);
        if (!apart) {
            return e == 0 ? 0 : e * L2Norm.of(1, ofInput(b), ofState(b)); // 0 where it is masked, whatever was read
        }
        double recurrent = reductions.norm(recurrentError, b * columns, columns);
        double onInput = e == 0 ? 0 : e * L2Norm.of(1, ofInput(b));
        return L2Norm.of(onInput, recurrent == 0 ? 0 : recurrent * L2Norm.of(1, ofState(b)));
    }

    private double ofInput(int b) {
        return reductions.norm(input, b * inputs, inputs);
    }

    private double ofState(int b) {
        return reductions.norm(state, b * units, units);
    }
}
