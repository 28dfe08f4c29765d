// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.MatrixProduct;
import io.backflow.recurrent.internal.arithmetic.MatrixProduct.Matrix;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.cell.Cell;

/** The products over all steps that end a backward pass, for {@link RecurrentEngine}. */
final class GradientProducts<A> {

    private final int inputs;
    private final int units;
    private final int columns;
    private final Arithmetic<A> m;
    private final MatrixProduct<A> product;
    private final EngineBuffers<A> buffers;

    GradientProducts(
            Cell cell, int inputs, int units, Arithmetic<A> m, MatrixProduct<A> product, EngineBuffers<A> buffers) {
        this.inputs = inputs;
        this.units = units;
        this.columns = cell.gates().size() * units;
        this.m = m;
        this.product = product;
        this.buffers = buffers;
    }

    /** Overwrites dL/dW and dL/dR with what the steps from {@code first} on say. */
    void weights(int first, ErrorTarget<A> errors, Weights<A> gradients) {
        int count = (buffers.steps() - first) * buffers.batch();
        long from = (long) first * buffers.batch();
        // The gradients are column-major, which read row-major is their transpose: dZ' X and dZ' H.
        product.multiply(
                columns,
                inputs,
                count,
                Matrix.transposed(errors.input(), from * columns, columns),
                Matrix.rows(buffers.input(), from * inputs, inputs),
                0,
                Matrix.rows(gradients.input(), 0, inputs));
        product.multiply(
                columns,
                units,
                count,
                Matrix.transposed(errors.recurrent(), from * columns, columns),
                Matrix.rows(buffers.states(), from * units, units),
                0,
                Matrix.rows(gradients.recurrent(), 0, units));
    }

    /** Overwrites dL/dx, with 0 at the steps before {@code first}. */
    void input(int first, ErrorTarget<A> errors, Weights<A> weights, Memory<A> inputGradient) {
        int batch = buffers.batch();
        long from = (long) first * batch;
        product.multiply(
                (buffers.steps() - first) * batch,
                inputs,
                columns,
                Matrix.rows(errors.input(), from * columns, columns),
                Matrix.rows(weights.input(), 0, inputs),
                0,
                Matrix.rows(inputGradient, from * inputs, inputs));
        for (int t = 0; t < first; t++) {
            m.clear(buffers.inputScratch(), 0, batch * inputs);
            inputGradient.put((long) t * batch * inputs, buffers.inputScratch(), 0, batch * inputs);
        }
    }
}
