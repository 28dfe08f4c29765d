// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.MatrixProduct;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.cell.Cell;

/**
 * What a backward pass left behind, for a term that adds to the gradient of the recurrent weights; valid within the
 * pass.
 *
 * <p>The errors, like the gradients, are derivatives of the loss as the layer above hands it down: in Deeplearning4j
 * the sum, not the mean, over examples and steps.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class RecurrentPass<A> {

    private final Cell cell;
    private final int units;
    private final int firstStep;
    private final PassValues<A> values;
    private final Arithmetic<A> arithmetic;
    private final MatrixProduct<A> product;
    private final ErrorNorms<A> norms;
    private final Memory<A> errors;

    RecurrentPass(
            Cell cell,
            int units,
            int firstStep,
            PassValues<A> values,
            Arithmetic<A> arithmetic,
            MatrixProduct<A> product,
            ErrorNorms<A> norms,
            Memory<A> errors) {
        this.cell = cell;
        this.units = units;
        this.firstStep = firstStep;
        this.values = values;
        this.arithmetic = arithmetic;
        this.product = product;
        this.norms = norms;
        this.errors = errors;
    }

    /** Returns the cell. */
    public Cell cell() {
        return cell;
    }

    /** Returns how many units the layer has. */
    public int units() {
        return units;
    }

    /** Returns how many examples there are. */
    public int miniBatch() {
        return values.miniBatch();
    }

    /** Returns how many time steps the sequence, or the segment of it, has. */
    public int steps() {
        return values.timeSteps();
    }

    /** Returns the first step that the pass reached. */
    public int firstStep() {
        return firstStep;
    }

    /** Returns {@code ||dL/dh_t||} of one example; NaN if it is masked at the step. */
    public double error(int step, int example) {
        return norms.norm(step, example);
    }

    /** Returns the square of {@link #error}, of doubles infinite or 0 where it is out of range. */
    public double squaredError(int step, int example) {
        return norms.squared(step, example);
    }

    /**
     * Returns dL/dz on the side of the recurrent products, [time, miniBatch, gates x units]; 0 where an example is
     * masked.
     *
     * <p>It is what the cell makes of the dL/dh that {@link #squaredError} measures, before any clipping of dL/dz
     * itself.
     */
    public Memory<A> errors() {
        return errors;
    }

    /** Returns room for {@code length} numbers, the same at every call, with anything in it. */
    public Memory<A> scratch(long length) {
        return values.scratch(length);
    }

    /** Returns the loops of the network's type. */
    public Arithmetic<A> arithmetic() {
        return arithmetic;
    }

    /** Returns the matrix product of the network's type. */
    public MatrixProduct<A> product() {
        return product;
    }
}
