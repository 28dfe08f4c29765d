// SPDX-License-Identifier: Apache-2.0
package io.backflow.regularizer;

import io.backflow.linalg.internal.L2Norm;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.MatrixProduct.Matrix;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.kernel.RecurrentPass;
import io.backflow.recurrent.internal.kernel.Weights;
import io.backflow.recurrent.internal.layer.GradientTerm;
import io.backflow.recurrent.internal.layer.PassLabel;
import org.jspecify.annotations.Nullable;

/**
 * Omega of one layer, and its gradient by the recurrent weights, as {@link VanishingGradientRegularizer} defines them.
 *
 * <p>With Z the errors dL/dz of all pairs of a step and an example as rows, {@code V = Z R'} has the rows {@code d_t
 * J_t}, and the gradient is {@code (diag(c) V)' Z} with {@code c = 4 (q - 1) / ||d||^2}: two matrix products.
 */
final class OmegaTerm implements GradientTerm {

    private final double weight;

    /** Read by whoever writes records, on any thread. */
    private volatile Regularization.@Nullable OmegaValue last;

    OmegaTerm(double weight) {
        this.weight = weight;
    }

    Regularization.@Nullable OmegaValue last() {
        return last;
    }

    @Override
    public <A> void add(
            PassLabel where, RecurrentPass<A> pass, Weights<A> weights, Weights<A> gradients, boolean averaged) {
        int units = pass.units();
        int rows = (pass.steps() - pass.firstStep()) * pass.miniBatch();
        long from = (long) pass.firstStep() * pass.miniBatch() * units;
        Memory<A> through = pass.scratch((long) rows * units);
        pass.product()
                .multiply(
                        rows,
                        units,
                        units,
                        Matrix.rows(pass.errors(), from, units),
                        Matrix.rows(weights.recurrent(), 0, units),
                        0,
                        Matrix.rows(through, 0, units));
        // What Deeplearning4j will divide the gradient by, and what the errors of the mean loss are smaller by.
        double examples = averaged ? pass.miniBatch() : 1;
        Slopes slopes = new Slopes(rows);
        Regularization.OmegaValue value = measure(where.iteration(), pass, through, examples, slopes);
        last = value;
        if (weight == 0 || value.counted() == 0) {
            return;
        }
        scale(pass, through, slopes, weight * examples / value.counted());
        pass.product()
                .multiply(
                        units,
                        units,
                        rows,
                        Matrix.transposed(pass.errors(), from, units),
                        Matrix.rows(through, 0, units),
                        1,
                        Matrix.rows(gradients.recurrent(), 0, units));
    }

    /** What the rows of V are multiplied by, {@code 4 (q - 1) / ||d||^2}; 0 where a pair does not count. */
    private static final class Slopes {
        /** The factor; where ||d||^2 is out of range, the factor times ||d||. */
        private final double[] factors;

        /** Where ||d||^2 is out of range, ||d||, by which the row is divided besides; else 1. */
        private final double[] errors;

        Slopes(int rows) {
            factors = new double[rows];
            errors = new double[rows];
        }

        int rows() {
            return factors.length;
        }

        /** Sets a row's, and returns its q. */
        double set(int row, double throughSquares, double through, double squares, double norm) {
            boolean safe = L2Norm.isSafe(squares) && throughSquares < Double.POSITIVE_INFINITY;
            double ratio = safe ? throughSquares / squares : through / norm * (through / norm);
            factors[row] = 4 * (ratio - 1) / (safe ? squares : norm);
            errors[row] = safe ? 1 : norm;
            return ratio;
        }

        /** Multiplies a row by its factor times {@code by}. */
        <A> void scale(Arithmetic<A> m, A block, int row, int offset, int units, double by) {
            if (factors[row] == 0) {
                m.clear(block, offset, units); // 0 times NaN is NaN
                return;
            }
            if (errors[row] != 1) {
                m.scale(block, offset, units, 1 / errors[row]);
            }
            m.scale(block, offset, units, factors[row] * by);
        }
    }

    /** Leaves the slope of each pair in {@code slopes}. */
    private static <A> Regularization.OmegaValue measure(
            int iteration, RecurrentPass<A> pass, Memory<A> through, double examples, Slopes slopes) {
        Arithmetic<A> m = pass.arithmetic();
        int batch = pass.miniBatch();
        int units = pass.units();
        int rows = slopes.rows();
        A block = m.block(batch * units);
        double least = VanishingGradientRegularizer.LEAST_SQUARED_ERROR * examples * examples;
        double sum = 0;
        long counted = 0;
        long pairs = 0;
        for (int row = 0; row < rows; row++) {
            int b = row % batch;
            if (b == 0) {
                through.get((long) row * units, block, 0, batch * units);
            }
            int step = pass.firstStep() + row / batch;
            double squares = pass.squaredError(step, b);
            pairs += Double.isNaN(squares) ? 0 : 1;
            if (squares >= least) {
                double ratio = slopes.set(
                        row,
                        m.sumOfSquares(block, b * units, units),
                        m.norm(block, b * units, units),
                        squares,
                        pass.error(step, b));
                sum += (ratio - 1) * (ratio - 1);
                counted++;
            }
        }
        return new Regularization.OmegaValue(iteration, counted == 0 ? 0 : sum / counted, counted, pairs);
    }

    private static <A> void scale(RecurrentPass<A> pass, Memory<A> through, Slopes slopes, double by) {
        Arithmetic<A> m = pass.arithmetic();
        int batch = pass.miniBatch();
        int units = pass.units();
        A block = m.block(batch * units);
        for (int row = 0; row < slopes.rows(); row += batch) {
            through.get((long) row * units, block, 0, batch * units);
            for (int b = 0; b < batch; b++) {
                slopes.scale(m, block, row + b, b * units, units, by);
            }
            through.put((long) row * units, block, 0, batch * units);
        }
    }
}
