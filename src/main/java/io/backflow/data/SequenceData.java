// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Data that a job trains on, validates on and tests on.
 *
 * <p>Batches are DL4J's: features [miniBatch, inputs, time] in float, labels as {@link Objective} says. Sequences of
 * unequal length are padded on the right with zeros; only then is there a feature mask [miniBatch, time], and a label mask
 * of the same shape where every step has a label.
 */
public interface SequenceData {

    /** Returns the name under which a configuration chooses this data. */
    String name();

    /** Returns what all batches share. */
    Shape shape();

    /** Returns the number of features at a time step. */
    default int inputs() {
        return shape().inputs();
    }

    /** Returns the number of classes, or of numbers to predict. */
    default int outputs() {
        return shape().outputs();
    }

    /** Returns what the outputs mean. */
    default Objective objective() {
        return shape().objective();
    }

    /** Whether training data is generated without end, so that a job has to say for how many iterations it trains. */
    boolean endless();

    /**
     * Returns the squared error above which a sequence counts as wrong, where the task's definition names one; it makes
     * a share of errors out of a regression.
     */
    default OptionalDouble errorTolerance() {
        return OptionalDouble.empty();
    }

    /**
     * Returns how many steps at the end of every sequence recall what came before, where the other steps teach only when to
     * be silent; 0 if no step is asked more than others.
     */
    default int recalledSteps() {
        return 0;
    }

    /** Returns the share of wrong sequences below which the task counts as solved, where its definition names one. */
    default OptionalDouble successError() {
        return OptionalDouble.empty();
    }

    /** Returns the names of the outputs, as many as {@link #outputs()}. */
    List<String> labels();

    /**
     * Returns the training data from its first epoch on, in an order that depends on the arguments only.
     *
     * @param batchSize sequences a batch, at least 1; the last batch of a finite split may be smaller
     * @param batching which sequences share a batch; sequences of one length, and those generated without end, are never
     *     sorted by it
     */
    SeekableIterator training(int batchSize, long seed, Batching batching);

    /** Returns the training data as the other method does, batched by length. */
    default SeekableIterator training(int batchSize, long seed) {
        return training(batchSize, seed, Batching.BY_LENGTH);
    }

    /** Returns the validation data, the same sequences in the same order for every run. */
    DataSetIterator validation(int batchSize);

    /** Returns the test data, the same sequences in the same order for every run. */
    DataSetIterator test(int batchSize);

    /** Returns what a run writes down about its data, as plain texts and numbers: where it is from, how much, its SHA-256. */
    Map<String, Object> provenance();
}
