// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import io.backflow.setting.Rules;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Data that a job trains on, validates on and tests on.
 *
 * <p>Batches are DL4J's: features [miniBatch, inputs, time] in float, labels as {@link Objective} says. Sequences of
 * unequal length are padded on the right with zeros; only then is there a feature mask [miniBatch, time], and a label
 * mask of the same shape where every step has a label.
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
     * Returns how many steps at the end of every sequence recall what came before, where the other steps teach only
     * when to be silent; 0 if no step is asked more than others.
     */
    default int recalledSteps() {
        return 0;
    }

    /** Returns the share of wrong sequences below which the task counts as solved, where its definition names one. */
    default OptionalDouble successError() {
        return OptionalDouble.empty();
    }

    /**
     * Returns by what the targets of an output were divided, so that scores can be told in the units of the data; 1
     * where they are in these.
     */
    default double targetDeviation(int output) {
        return 1;
    }

    /**
     * Returns the mean absolute error of the naive forecast of an output on the training part, in the units of the
     * data, which scaled errors (MASE) are divided by; empty where the outputs are no forecast.
     */
    default OptionalDouble naiveError(int output) {
        return OptionalDouble.empty();
    }

    /**
     * Returns the figure by which runs on this data are compared, as {@code mase}; empty for that of the objective:
     * accuracy, bits or nats a step, the squared error.
     */
    default Optional<String> comparedBy() {
        return Optional.empty();
    }

    /**
     * Returns what methods that learn nothing score on the validation part, in the units of the data, as
     * {@code METHOD.FIGURE}: {@code persistence.mae}; empty where there are none.
     */
    default Map<String, Double> validationBaselines() {
        return Map.of();
    }

    /** Returns what methods that learn nothing score on the test part, as {@link #validationBaselines()} does. */
    default Map<String, Double> testBaselines() {
        return Map.of();
    }

    /**
     * Returns the same data in streams, for training that carries its state from batch to batch: row b of each batch
     * goes on where row b of the batch before stopped, and an epoch begins anew. Empty where the sequences are no parts
     * of one long sequence.
     */
    default Optional<SequenceData> streams() {
        return Optional.empty();
    }

    /** Returns how many steps of a stream a batch has at most; 0 where batches do not go on from one another. */
    default int streamSteps() {
        return 0;
    }

    /** Returns the names of the outputs, as many as {@link #outputs()}. */
    List<String> labels();

    /**
     * Returns the training data from its first epoch on, in an order that depends on the arguments only.
     *
     * @param batchSize sequences a batch, at least 1; the last batch of a finite split may be smaller
     * @param batching which sequences share a batch; sequences of one length, and those generated without end, are
     *     never sorted by it
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

    /**
     * Returns what a run writes down about its data, as plain texts and numbers: where it is from, how much, its
     * SHA-256.
     */
    Map<String, Object> provenance();

    /**
     * The sizes that every batch of one data set shares; the time varies from batch to batch.
     *
     * @param inputs features at a time step
     * @param outputs classes, or numbers to predict
     * @param objective what the outputs mean
     */
    record Shape(int inputs, int outputs, SequenceData.Objective objective) {

        /** Checks that there is at least one input and one output. */
        public Shape {
            new Rules()
                    .atLeast("inputs", inputs, 1)
                    .atLeast("outputs", outputs, 1)
                    .enforce();
        }
    }

    /** What a network is asked to give for a sequence: a class, numbers or labels, once or at every time step. */
    enum Objective {
        /** One class for the whole sequence; labels are one-hot, [miniBatch, classes]. */
        CLASSIFY_SEQUENCE,
        /** One class for every time step; labels are one-hot, [miniBatch, classes, time]. */
        CLASSIFY_STEPS,
        /** One vector of numbers for the whole sequence; labels are [miniBatch, outputs]. */
        REGRESS_SEQUENCE,
        /** One vector of numbers for every time step; labels are [miniBatch, outputs, time]. */
        REGRESS_STEPS,
        /**
         * Any number of labels for every time step, each independent of the others; labels are 0 or 1, [miniBatch,
         * outputs, time].
         */
        LABEL_STEPS;

        /** Whether the answer is one of a fixed list of classes. */
        public boolean classifies() {
            return this == CLASSIFY_SEQUENCE || this == CLASSIFY_STEPS;
        }

        /** Whether every time step has an answer of its own. */
        public boolean everyStep() {
            return this == CLASSIFY_STEPS || this == REGRESS_STEPS || this == LABEL_STEPS;
        }
    }

    /**
     * Which training sequences share a batch. Without a difference in length there is nothing to choose but their
     * order.
     */
    enum Batching {
        /**
         * Those of like length, drawn anew in every epoch: little padding, and batches that differ in length, so that
         * gradients, which are sums over time steps, differ in size from batch to batch.
         */
        BY_LENGTH,
        /**
         * Any, drawn anew in every epoch: batches are alike, and short sequences are padded and masked up to the
         * longest.
         */
        SHUFFLED
    }

    /**
     * A DL4J iterator whose batches depend on nothing but its seed, its batch size and their position, so that a
     * resumed run sees what the interrupted one would have seen.
     *
     * <p>It prefetches nothing and refuses DL4J's asynchronous wrapping. {@link #reset()} begins the next epoch, in a
     * new order where there is an order to change; on an epoch of which no batch was taken yet it does nothing, so that
     * a reset before the first epoch does not skip it.
     */
    interface SeekableIterator extends DataSetIterator {

        /**
         * Goes to a position; the next batch returned is that batch of that epoch.
         *
         * @param epoch counted from 0
         * @param batch counted from 0 within the epoch; the number of batches of the epoch puts the iterator at its end
         * @throws IllegalArgumentException if there is no such position
         */
        void seek(int epoch, long batch);

        /** Returns the epoch of the next batch, counted from 0. */
        int epoch();

        /** Returns the position of the next batch within its epoch, counted from 0. */
        long position();

        /** Returns the batches of an epoch; {@link Long#MAX_VALUE} where training never ends. */
        long batchesPerEpoch();
    }
}
