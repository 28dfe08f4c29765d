// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import io.backflow.data.internal.sequence.ContentDigest;
import io.backflow.data.internal.sequence.ExampleStream;
import io.backflow.data.internal.sequence.Growth;
import io.backflow.data.internal.sequence.SequenceIterators;
import io.backflow.data.internal.sequence.Staged;
import io.backflow.data.internal.sequence.Stages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
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
    private static final long GROWTH = 4;

    private final GeneratedTask task;
    private final @Nullable Stages stages;
    private final int validationSequences;
    private final int testSequences;
    private final SequenceIterators iterators;

    /** Creates data of one task with that many sequences to validate and to test on. */
    public GeneratedData(GeneratedTask task, int validationSequences, int testSequences) {
        this.task = task;
        this.stages = task instanceof Staged staged ? staged.stages() : null;
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
        return task.successError();
    }

    @Override
    public List<String> labels() {
        return task.labels();
    }

    @Override
    public SequenceData.SeekableIterator training(int batchSize, long seed, SequenceData.Batching batching) {
        Growth growth = growth(batchSize, seed);
        ExampleStream stream = (streamSeed, epoch, first, count) -> {
            GeneratedTask now = stages == null ? task : stages.tasks().at(first / count, level(growth));
            return new Slice(now, TRAINING, streamSeed, epoch, first, count);
        };
        return iterators.endless(stream, batchSize, seed, growth);
    }

    private @Nullable Growth growth(int batchSize, long seed) {
        if (stages == null || stages.onSuccess() == null) {
            return null;
        }
        Stages.OnSuccess rule = stages.onSuccess();
        Stages.Tasks tasks = stages.tasks();
        return new Growth(
                rule,
                level -> iterators.evaluation(
                        new Slice(tasks.at(0, level), GROWTH, seed, level, 0, rule.sequences()), batchSize));
    }

    private static int level(@Nullable Growth growth) {
        return growth == null ? 0 : growth.level();
    }

    @Override
    public DataSetIterator validation(int batchSize) {
        return iterators.evaluation(new Slice(task, VALIDATION, EVALUATION_SEED, 0, 0, validationSequences), batchSize);
    }

    @Override
    public DataSetIterator test(int batchSize) {
        return iterators.evaluation(new Slice(task, TEST, EVALUATION_SEED, 0, 0, testSequences), batchSize);
    }

    @Override
    public Map<String, Object> provenance() {
        Map<String, Object> provenance = new LinkedHashMap<>();
        provenance.put("name", name());
        provenance.put("source", "generated");
        provenance.put("definition", task.definition());
        if (stages != null) {
            provenance.put("curriculum", stages.definition());
        }
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
    private static final class Slice implements Examples {

        private final GeneratedTask task;
        private final long stream;
        private final long seed;
        private final int epoch;
        private final long first;
        private final int count;

        Slice(GeneratedTask task, long stream, long seed, int epoch, long first, int count) {
            this.task = task;
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
            return task.length(random(example));
        }

        @Override
        public String place(int example) {
            return "generated sequence " + (first + example + 1) + " of epoch " + (epoch + 1);
        }

        @Override
        public void write(int example, Batch batch, int row) {
            task.write(random(example), batch, row);
        }

        private SplitMix random(int example) {
            return SplitMix.at(stream, seed, epoch, first + example);
        }
    }
}
