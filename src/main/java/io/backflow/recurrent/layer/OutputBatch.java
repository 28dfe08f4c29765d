package io.backflow.recurrent.layer;

import io.backflow.recurrent.kernel.SequenceReader;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A minibatch as an output layer sees it: sequences, or single rows, which are sequences of one step.
 *
 * @param examples how many
 * @param steps how many time steps each has
 * @param input of the layer, [examples, nIn] at each step
 * @param weights of each example at each step in the loss, step by step; null if all are 1
 */
record OutputBatch<A>(int examples, int steps, SequenceReader<A> input, double @Nullable [] weights) {

    /** Reads the weights out of a mask of one row for each example of each step, as Deeplearning4j reshapes it. */
    static double @Nullable [] weights(@Nullable INDArray mask) {
        return mask == null
                ? null
                : mask.castTo(DataType.DOUBLE).reshape(mask.length()).toDoubleVector();
    }
}
