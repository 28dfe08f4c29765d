package io.backflow.flow.regularizer;

import io.backflow.recurrent.kernel.Arithmetic;
import io.backflow.recurrent.kernel.MatrixProduct.Matrix;
import io.backflow.recurrent.kernel.Memory;
import io.backflow.recurrent.kernel.RecurrentPass;
import io.backflow.recurrent.kernel.Weights;
import io.backflow.recurrent.layer.GradientTerm;
import io.backflow.recurrent.layer.PassLabel;
import org.jspecify.annotations.Nullable;

/**
 * Omega of one layer, and its gradient by the recurrent weights, as {@link VanishingGradientRegularizer} defines them.
 *
 * <p>With Z the errors dL/dz of all pairs of a step and an example as rows, {@code V = Z R'} has the rows {@code d_t J_t}, and
 * the gradient is {@code (diag(c) V)' Z} with {@code c = 4 (q - 1) / ||d||^2}: two matrix products.
 */
final class OmegaTerm implements GradientTerm {

    private final double weight;

    /** Read by whoever writes records, on any thread. */
    private volatile @Nullable OmegaValue last;

    OmegaTerm(double weight) {
        this.weight = weight;
    }

    @Nullable
    OmegaValue last() {
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
        double[] slopes = new double[rows];
        OmegaValue value = measure(where.iteration(), pass, through, examples, slopes);
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

    /** Leaves {@code 4 (q - 1) / ||d||^2} of each pair in {@code slopes}; 0 where a pair does not count. */
    private static <A> OmegaValue measure(
            int iteration, RecurrentPass<A> pass, Memory<A> through, double examples, double[] slopes) {
        Arithmetic<A> m = pass.arithmetic();
        int batch = pass.miniBatch();
        int size = batch * pass.units();
        A block = m.block(size);
        double least = VanishingGradientRegularizer.LEAST_SQUARED_ERROR * examples * examples;
        double sum = 0;
        long counted = 0;
        long pairs = 0;
        for (int row = 0; row < slopes.length; row++) {
            int b = row % batch;
            if (b == 0) {
                through.get((long) row * pass.units(), block, 0, size);
            }
            double error = pass.squaredError(pass.firstStep() + row / batch, b);
            pairs += Double.isNaN(error) ? 0 : 1;
            if (error >= least) {
                double ratio = m.sumOfSquares(block, b * pass.units(), pass.units()) / error;
                sum += (ratio - 1) * (ratio - 1);
                slopes[row] = 4 * (ratio - 1) / error;
                counted++;
            }
        }
        return new OmegaValue(iteration, counted == 0 ? 0 : sum / counted, counted, pairs);
    }

    private static <A> void scale(RecurrentPass<A> pass, Memory<A> through, double[] slopes, double by) {
        Arithmetic<A> m = pass.arithmetic();
        int batch = pass.miniBatch();
        int units = pass.units();
        A block = m.block(batch * units);
        for (int row = 0; row < slopes.length; row += batch) {
            through.get((long) row * units, block, 0, batch * units);
            for (int b = 0; b < batch; b++) {
                if (slopes[row + b] == 0) {
                    m.clear(block, b * units, units); // 0 times NaN is NaN
                } else {
                    m.scale(block, b * units, units, slopes[row + b] * by);
                }
            }
            through.put((long) row * units, block, 0, batch * units);
        }
    }
}
