// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.backflow.data.Batch;
import io.backflow.data.Examples;
import io.backflow.data.FiniteData;
import io.backflow.data.SequenceData;
import io.backflow.setting.InvalidSettingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class SequenceIteratorsTest {

    private static final SequenceIterators ITERATORS = new SequenceIterators(
            new SequenceData.Shape(1, 2, SequenceData.Objective.CLASSIFY_SEQUENCE), List.of("even", "odd"));

    /** Sequences of 1 to 9 steps; the first input of each is its number plus 1. */
    private record Numbered(int size, int first) implements Examples {

        @Override
        public int length(int example) {
            return 1 + example % 9;
        }

        @Override
        public void write(int example, Batch batch, int row) {
            batch.input(row, 0, 0, first + example + 1);
            batch.target(row, example % 2, 1f);
        }
    }

    private static FiniteData.Training numbered(int size) {
        return (seed, epoch) -> new Numbered(size, 0);
    }

    @ParameterizedTest(name = "{0} sequences in batches of {1}")
    @CsvSource({"1, 1", "1, 7", "7, 7", "100, 7", "1000, 10", "999, 4"})
    void showsEverySequenceOnceAnEpoch(int size, int batchSize) {
        SequenceData.SeekableIterator training =
                ITERATORS.training(numbered(size), batchSize, 5, SequenceData.Batching.BY_LENGTH);
        for (int epoch = 0; epoch < 3; epoch++) {
            List<List<Integer>> batches = rest(training);
            assertThat(batches).hasSize((size + batchSize - 1) / batchSize);
            assertThat(batches.stream().filter(batch -> batch.size() != Math.min(batchSize, size)))
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(batches.stream().flatMap(List::stream).sorted().toList())
                    .isEqualTo(IntStream.range(0, size).boxed().toList());
            training.reset();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void ordersByNothingButSeedAndEpoch(long seed) {
        SequenceData.SeekableIterator training =
                ITERATORS.training(numbered(300), 8, seed, SequenceData.Batching.BY_LENGTH);
        List<List<Integer>> first = rest(training);
        training.reset();
        List<List<Integer>> second = rest(training);

        assertThat(first).isNotEqualTo(second);
        SequenceData.SeekableIterator again =
                ITERATORS.training(numbered(300), 8, seed, SequenceData.Batching.BY_LENGTH);
        assertThat(rest(again)).isEqualTo(first);
        again.reset();
        assertThat(rest(again)).isEqualTo(second);
        assertThat(rest(ITERATORS.training(numbered(300), 8, seed + 1, SequenceData.Batching.BY_LENGTH)))
                .isNotEqualTo(first);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void makesNewBatchesEveryEpochAndNotOnlyANewOrderOfThem(long seed) {
        SequenceData.SeekableIterator training =
                ITERATORS.training(numbered(300), 8, seed, SequenceData.Batching.BY_LENGTH);
        Set<Set<Integer>> first =
                new HashSet<>(rest(training).stream().map(Set::copyOf).toList());
        training.reset();
        List<Set<Integer>> second = rest(training).stream().map(Set::copyOf).toList();

        assertThat(second.stream().filter(first::contains)).hasSizeLessThan(second.size() / 4);
    }

    @ParameterizedTest(name = "epoch {0}, batch {1}")
    @CsvSource({"0, 0", "0, 7", "1, 0", "2, 12", "2, 13"})
    void seeksToWhatSteppingReaches(int epoch, int batch) {
        SequenceData.SeekableIterator stepping =
                ITERATORS.training(numbered(100), 8, 3, SequenceData.Batching.BY_LENGTH);
        for (int before = 0; before < epoch; before++) {
            rest(stepping);
            stepping.reset();
        }
        for (int before = 0; before < batch; before++) {
            stepping.next();
        }
        SequenceData.SeekableIterator seeking =
                ITERATORS.training(numbered(100), 8, 3, SequenceData.Batching.BY_LENGTH);
        seeking.seek(2, 5);
        seeking.seek(epoch, batch);

        assertThat(seeking.epoch()).isEqualTo(stepping.epoch()).isEqualTo(epoch);
        assertThat(seeking.position()).isEqualTo(stepping.position()).isEqualTo(batch);
        assertThat(rest(seeking)).isEqualTo(rest(stepping));
        seeking.reset();
        stepping.reset();
        assertThat(rest(seeking)).isEqualTo(rest(stepping));
    }

    @Test
    void doesNotSkipAnEpochThatWasResetBeforeItBegan() {
        SequenceData.SeekableIterator training =
                ITERATORS.training(numbered(100), 8, 3, SequenceData.Batching.BY_LENGTH);
        List<List<Integer>> first = rest(ITERATORS.training(numbered(100), 8, 3, SequenceData.Batching.BY_LENGTH));
        training.reset();
        training.reset();

        assertThat(training.epoch()).isZero();
        assertThat(rest(training)).isEqualTo(first);
    }

    @Test
    void beginsTheNextEpochWhenItIsResetMidway() {
        SequenceData.SeekableIterator training =
                ITERATORS.training(numbered(100), 8, 3, SequenceData.Batching.BY_LENGTH);
        training.next();
        training.reset();

        assertThat(training.epoch()).isEqualTo(1);
        assertThat(training.position()).isZero();
    }

    @Test
    void refusesPositionsThatDoNotExist() {
        SequenceData.SeekableIterator training =
                ITERATORS.training(numbered(100), 8, 3, SequenceData.Batching.BY_LENGTH);
        assertThat(training.batchesPerEpoch()).isEqualTo(13);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> training.seek(1, 14))
                .withMessage("batch must be between 0 and 13, got 14");
        assertThatIllegalArgumentException().isThrownBy(() -> training.seek(0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> training.seek(-1, 0));
        assertThat(training.epoch()).isZero();
        training.seek(0, 13);
        assertThat(training.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(training::next);
    }

    @Test
    void keepsPaddingSmallBySharingBatchesAmongLikeLengths() {
        SequenceData.SeekableIterator training =
                ITERATORS.training(numbered(2000), 10, 1, SequenceData.Batching.BY_LENGTH);
        long padded = 0;
        long all = 0;
        while (training.hasNext()) {
            DataSet batch = training.next();
            all += batch.getFeatures().length();
            padded += batch.getFeaturesMaskArray() == null
                    ? 0
                    : (long) (batch.getFeatures().length()
                            - batch.getFeaturesMaskArray().sumNumber().doubleValue());
        }
        // In batches drawn without regard to length, 4 of the 9 steps would be padding.
        assertThat((double) padded / all).isLessThan(.05);
    }

    @Test
    void shuffledBatchesAreDrawnWithoutRegardToLength() {
        SequenceData.SeekableIterator training =
                ITERATORS.training(numbered(2000), 10, 1, SequenceData.Batching.SHUFFLED);
        List<List<Integer>> first = rest(training);
        assertThat(first.stream().flatMap(List::stream).toList()).hasSize(2000).doesNotHaveDuplicates();
        training.reset();
        assertThat(rest(training)).as("another epoch").isNotEqualTo(first);
        training.seek(0, 0);
        long padded = 0;
        long all = 0;
        while (training.hasNext()) {
            INDArray mask = training.next().getFeaturesMaskArray();
            padded += mask.length() - mask.sumNumber().longValue();
            all += mask.length();
        }
        // Lengths are 1 to 9: the longest of ten is 9 mostly, and the mean 5.
        assertThat((double) padded / all).isBetween(0.35, 0.5);
    }

    @ParameterizedTest
    @EnumSource(SequenceData.Batching.class)
    void whereverItSeeksItGoesOnAsIfItHadComeThere(SequenceData.Batching batching) {
        SequenceData.SeekableIterator stepping = ITERATORS.training(numbered(100), 8, 3, batching);
        List<List<Integer>> whole = rest(stepping);
        stepping.reset();
        List<List<Integer>> second = rest(stepping);
        SequenceData.SeekableIterator seeking = ITERATORS.training(numbered(100), 8, 3, batching);
        seeking.seek(1, 4);
        assertThat(rest(seeking)).isEqualTo(second.subList(4, second.size()));
        seeking.seek(0, 12);
        assertThat(rest(seeking)).isEqualTo(whole.subList(12, whole.size()));
    }

    @Test
    void evaluatesTheSameSequencesInTheSameOrderWhateverTheBatchSize() {
        List<Integer> bySeven = flat(ITERATORS.evaluation(new Numbered(100, 0), 7));
        DataSetIterator byThirty = ITERATORS.evaluation(new Numbered(100, 0), 30);
        List<Integer> first = flat(byThirty);
        byThirty.reset();

        assertThat(bySeven).isEqualTo(first).hasSize(100).doesNotHaveDuplicates();
        assertThat(flat(byThirty)).isEqualTo(first);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void streamsWithoutEndAndSeeksAnywhere(long seed) {
        ExampleStream stream = (streamSeed, epoch, first, count) ->
                new Numbered(count, (int) (streamSeed * 1000 + epoch * 100L + first));
        SequenceData.SeekableIterator training = ITERATORS.endless(stream, 4, seed);

        assertThat(training.batchesPerEpoch()).isEqualTo(Long.MAX_VALUE);
        assertThat(numbers(training.next())).containsExactlyElementsOf(range(seed * 1000, 4));
        assertThat(numbers(training.next())).containsExactlyElementsOf(range(seed * 1000 + 4, 4));
        training.seek(3, 10);
        assertThat(training.hasNext()).isTrue();
        assertThat(numbers(training.next())).containsExactlyElementsOf(range(seed * 1000 + 340, 4));
        training.reset();
        assertThat(numbers(training.next())).containsExactlyElementsOf(range(seed * 1000 + 400, 4));
    }

    @Test
    void tellsDl4jWhatItIs() {
        SequenceData.SeekableIterator training =
                ITERATORS.training(numbered(10), 4, 1, SequenceData.Batching.BY_LENGTH);

        assertThat(training.asyncSupported()).isFalse();
        assertThat(training.resetSupported()).isTrue();
        assertThat(training.batch()).isEqualTo(4);
        assertThat(training.inputColumns()).isEqualTo(1);
        assertThat(training.totalOutcomes()).isEqualTo(2);
        assertThat(training.getLabels()).containsExactly("even", "odd");
        assertThatIllegalArgumentException().isThrownBy(() -> training.next(3)).withMessageContaining("4 sequences");
        assertThat(training.next(4).numExamples()).isBetween(2, 4);
    }

    @Test
    void appliesAPreProcessorToEveryBatch() {
        SequenceData.SeekableIterator training =
                ITERATORS.training(numbered(10), 5, 1, SequenceData.Batching.BY_LENGTH);
        training.setPreProcessor(batch -> batch.getFeatures().muli(0));

        assertThat(training.next().getFeatures().maxNumber().floatValue()).isZero();
        assertThat(training.getPreProcessor()).isNotNull();
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> ITERATORS.training(numbered(10), 0, 1, SequenceData.Batching.BY_LENGTH))
                .withMessage("batchSize must be at least 1, got 0");
        SequenceData.Shape shape = new SequenceData.Shape(1, 2, SequenceData.Objective.CLASSIFY_SEQUENCE);
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> new SequenceIterators(shape, List.of("one")))
                .withMessage("labels must be 2, got 1");
    }

    private static List<List<Integer>> rest(DataSetIterator iterator) {
        List<List<Integer>> batches = new ArrayList<>();
        while (iterator.hasNext()) {
            batches.add(numbers(iterator.next()));
        }
        return batches;
    }

    private static List<Integer> flat(DataSetIterator iterator) {
        return rest(iterator).stream().flatMap(List::stream).toList();
    }

    private static List<Integer> numbers(DataSet batch) {
        return IntStream.range(0, batch.numExamples())
                .mapToObj(row -> (int) batch.getFeatures().getFloat(row, 0, 0) - 1)
                .toList();
    }

    private static List<Integer> range(long first, int count) {
        return IntStream.range((int) first, (int) first + count).boxed().toList();
    }
}
