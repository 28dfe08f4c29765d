// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import io.backflow.data.internal.sequence.ContentDigest;
import io.backflow.data.internal.sequence.SequenceIterators;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A generated task as data: fresh sequences for training, and fixed ones, from a seed that no run can change, for
 * validation and test.
 *
 * <p>A sequence depends on its stream, seed, epoch and number only; it is made when it is asked for and never stored.
 */
public final class GeneratedData implements SequenceData {

    /** Seed of the validation and test sequences of every run. */
    static final long EVALUATION_SEED = 20130616L;

    /** What Pascanu et al. (2013) call success: less than 1 % of fresh sequences wrong. */
    static final double SUCCESS_ERROR = 0.01;

    private static final long TRAINING = 1;
    private static final long VALIDATION = 2;
    private static final long TEST = 3;

    private final GeneratedTask task;
    private final int validationSequences;
    private final int testSequences;
    private final SequenceIterators iterators;

    /** Creates data of one task with that many sequences to validate and to test on. */
    public GeneratedData(GeneratedTask task, int validationSequences, int testSequences) {
        this.task = task;
        this.validationSequences = validationSequences;
        this.testSequences = testSequences;
        this.iterators = new SequenceIterators(task.shape(), task.labels());
    }

    @Override
    public String name() {
        return task.name();
    }

    @Override
    public SequenceData.Shape shape() {
        return task.shape();
    }

    @Override
    public boolean endless() {
        return true;
    }

    @Override
    public OptionalDouble errorTolerance() {
        return task.errorTolerance();
    }

    @Override
    public int recalledSteps() {
        return task.recalledSteps();
    }

    @Override
    public OptionalDouble successError() {
        return OptionalDouble.of(SUCCESS_ERROR);
    }

    @Override
    public List<String> labels() {
        return task.labels();
    }

    @Override
    public SequenceData.SeekableIterator training(int batchSize, long seed, SequenceData.Batching batching) {
        return iterators.endless(
                (streamSeed, epoch, first, count) -> new Slice(TRAINING, streamSeed, epoch, first, count),
                batchSize,
                seed);
    }

    @Override
    public DataSetIterator validation(int batchSize) {
        return iterators.evaluation(new Slice(VALIDATION, EVALUATION_SEED, 0, 0, validationSequences), batchSize);
    }

    @Override
    public DataSetIterator test(int batchSize) {
        return iterators.evaluation(new Slice(TEST, EVALUATION_SEED, 0, 0, testSequences), batchSize);
    }

    @Override
    public Map<String, Object> provenance() {
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("name", name());
        provenance.put("source", "generated");
        provenance.put("definition", task.definition());
        provenance.put("evaluationSeed", EVALUATION_SEED);
        provenance.put(
                "sha256",
                new ContentDigest()
                        .add(task.definition())
                        .add(Long.toString(EVALUATION_SEED))
                        .hex());
        provenance.put("trainingSequences", "endless");
        provenance.put("validationSequences", validationSequences);
        provenance.put("testSequences", testSequences);
        return provenance;
    }

    /** Some sequences of one stream that follow one another. */
    private final class Slice implements Examples {

        private final long stream;
        private final long seed;
        private final int epoch;
        private final long first;
        private final int count;

        Slice(long stream, long seed, int epoch, long first, int count) {
            this.stream = stream;
            this.seed = seed;
            this.epoch = epoch;
            this.first = first;
            this.count = count;
        }

        @Override
        public int size() {
            return count;
        }

        @Override
        public int length(int example) {
            return task.length();
        }

        @Override
        public void write(int example, Batch batch, int row) {
            task.write(SplitMix.at(stream, seed, epoch, first + example), batch, row);
        }
    }
}
