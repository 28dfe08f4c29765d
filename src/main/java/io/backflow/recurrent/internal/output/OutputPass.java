// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.output;

import io.backflow.recurrent.internal.arithmetic.OutputLoss;
import io.backflow.recurrent.internal.arithmetic.RowLosses;
import io.backflow.recurrent.internal.arrays.Numbers;
import io.backflow.recurrent.internal.kernel.SequenceReader;
import java.util.function.Consumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What an output layer computes: {@code z = x W + b}, activation, loss and their derivatives.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
abstract class OutputPass<A> implements AutoCloseable {

    /** W [nIn, nOut] and b [1, nOut]: parameters, or their gradients. */
    record Weights(INDArray weights, INDArray bias) {

        int inputs() {
            return Math.toIntExact(weights.size(0));
        }

        int outputs() {
            return Math.toIntExact(weights.size(1));
        }
    }

    /**
     * Makes a pass on the products that the numbers have.
     *
     * @param seen gets the rows of each time step once their loss is known, from one thread at a time
     */
    static <A> OutputPass<A> of(OutputLoss loss, Numbers<A> numbers, Consumer<RowLosses> seen) {
        return numbers.panels() == null
                ? new NativeOutputPass<>(loss, numbers, seen)
                : new PanelOutputPass<>(loss, numbers, numbers.panels(), seen);
    }

    /** Sets in how many threads the pass computes, where it can. */
    void useThreads(int count) {}

    /**
     * Writes the gradients of the summed loss by weights, bias and input.
     *
     * @param labels [examples, nOut] at each step
     * @param down [steps, examples, nIn], overwritten
     */
    abstract OutputLosses differentiate(
            OutputBatch<A> batch, SequenceReader<A> labels, Weights parameters, Weights gradients, INDArray down);

    /** Returns the losses. */
    abstract OutputLosses losses(OutputBatch<A> batch, SequenceReader<A> labels, Weights parameters);

    /**
     * Writes the outputs, each times its weight.
     *
     * @param out [steps, examples, nOut], overwritten
     */
    abstract void activate(OutputBatch<A> batch, Weights parameters, INDArray out);

    @Override
    public abstract void close();
}
