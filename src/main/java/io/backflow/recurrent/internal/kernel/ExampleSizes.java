// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.linalg.internal.L2Norm;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.cell.Cell;

/**
 * How much each example added to the gradients of a layer in the last backward pass, from what that left behind.
 *
 * <p>An example's step t adds {@code dz_t x_t'} to the gradient of W, {@code dz_t h_{t-1}'} to that of R and
 * {@code dz_t} to that of the biases. The L2 norm of these together is {@code ||dz_t|| sqrt(1 + ||x_t||^2 +
 * ||h_{t-1}||^2)}; an example's size is the root of the sum of their squares over the steps.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
final class ExampleSizes<A> {

    private final PassValues<A> values;
    private final Arithmetic<A> m;
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
        }
        double[] all = new double[sizes.length];
        for (int b = 0; b < sizes.length; b++) {
            all[b] = sizes[b].value();
        }
        return all;
    }

    private double step(int b) {
        double e = m.norm(error, b * columns, columns);
        if (!apart) {
            return e == 0 ? 0 : e * L2Norm.of(1, ofInput(b), ofState(b)); // 0 where it is masked, whatever was read
        }
        double recurrent = m.norm(recurrentError, b * columns, columns);
        double onInput = e == 0 ? 0 : e * L2Norm.of(1, ofInput(b));
        return L2Norm.of(onInput, recurrent == 0 ? 0 : recurrent * L2Norm.of(1, ofState(b)));
    }

    private double ofInput(int b) {
        return m.norm(input, b * inputs, inputs);
    }

    private double ofState(int b) {
        return m.norm(state, b * units, units);
    }
}
