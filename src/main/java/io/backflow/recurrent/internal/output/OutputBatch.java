// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.output;

import io.backflow.recurrent.internal.kernel.SequenceReader;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A minibatch as an output layer sees it: sequences, or single rows, which are sequences of one step. */
final class OutputBatch<A> {

    private final int examples;
    private final int steps;
    private final SequenceReader<A> input;
    private final double @Nullable [] weights;

    /**
     * Makes a minibatch.
     *
     * @param examples how many
     * @param steps how many time steps each has
     * @param input of the layer, [examples, nIn] at each step
     * @param mask of one row for each example of each step, step by step, as Deeplearning4j reshapes it
     */
    OutputBatch(int examples, int steps, SequenceReader<A> input, @Nullable INDArray mask) {
        this.examples = examples;
        this.steps = steps;
        this.input = input;
        this.weights = mask == null
                ? null
                : mask.castTo(DataType.DOUBLE).reshape(mask.length()).toDoubleVector();
    }

    int examples() {
        return examples;
    }

    int steps() {
        return steps;
    }

    SequenceReader<A> input() {
        return input;
    }

    /** Returns how much each example counts at each step, step by step; null if all count once. */
    double @Nullable [] weights() {
        return weights;
    }
}
