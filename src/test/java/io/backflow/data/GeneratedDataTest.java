// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.data.internal.sequence.ContentDigest;
import io.backflow.data.internal.task.AddingTask;
import io.backflow.data.internal.task.CopyTask;
import io.backflow.data.internal.task.TemporalOrderTask;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class GeneratedDataTest {

    private static final GeneratedData DATA = new GeneratedData(new TemporalOrderTask(30, 2), 50, 120);

    @Test
    void saysWhatItIs() {
        assertThat(DATA.endless()).isTrue();
        assertThat(DATA.name()).isEqualTo("temporal-order");
        assertThat(DATA.inputs()).isEqualTo(6);
        assertThat(DATA.outputs()).isEqualTo(4);
        assertThat(DATA.objective()).isEqualTo(SequenceData.Objective.CLASSIFY_SEQUENCE);
        assertThat(DATA.errorTolerance()).isEmpty();
        assertThat(DATA.provenance())
                .containsEntry("definition", "temporal order (Pascanu et al. 2013), length 30, 2 symbols")
                .containsEntry("validationSequences", 50)
                .containsEntry("testSequences", 120)
                .containsKeys("sha256", "evaluationSeed");
    }

    @Test
    void saysFromWhichErrorOnASumCountsAsWrong() {
        GeneratedData adding = new GeneratedData(new AddingTask(20, AddingTask.Variant.URNN), 1, 1);

        assertThat(adding.errorTolerance()).hasValue(.04);
        assertThat(adding.objective()).isEqualTo(SequenceData.Objective.REGRESS_SEQUENCE);
        assertThat(String.valueOf(adding.provenance().get("definition"))).contains("urnn");
    }

    @Test
    void trainsOnTheSameSequencesWhateverTheBatchSize() {
        List<String> byTwo = contents(DATA.training(2, 7), 12);
        List<String> byThree = contents(DATA.training(3, 7), 8);

        assertThat(byTwo).isEqualTo(byThree);
    }

    @Test
    void evaluatesOnTheSameSequencesInEveryEpochAndOnAllOfThem() {
        DataSetIterator test = DATA.test(50);
        List<String> first = contents(test, 3);
        assertThat(test.hasNext()).isFalse();
        test.reset();

        assertThat(first).hasSize(120).isEqualTo(contents(test, 3));
        assertThat(contents(DATA.validation(50), 1)).hasSize(50).doesNotContainAnyElementsOf(first);
    }

    @Test
    void neverTrainsOnTheSameSequenceTwice() {
        SequenceData.SeekableIterator training = DATA.training(100, 1);
        Set<String> seen = new HashSet<>(contents(DATA.test(120), 1));
        for (int epoch = 0; epoch < 3; epoch++) {
            seen.addAll(contents(training, 5));
            training.reset();
        }
        seen.addAll(contents(DATA.training(100, 2), 5));

        assertThat(seen).hasSize(120 + 3 * 500 + 500);
    }

    /** The test sequences of published runs: if these change, no result can be compared with an earlier one. */
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void keepsItsTestSequencesForEver(GeneratedTask task, String sha256) {
        ContentDigest digest = new ContentDigest();
        contents(new GeneratedData(task, 1, 100).test(100), 1).forEach(digest::add);

        assertThat(digest.hex()).isEqualTo(sha256);
    }

    static List<Arguments> keepsItsTestSequencesForEver() {
        return List.of(
                Arguments.of(
                        new TemporalOrderTask(50, 2),
                        "b966c07c334ee1ac1532762d59fd6a16a2e705ef90df3f2aa1b432092474f367"),
                Arguments.of(
                        new TemporalOrderTask(50, 3),
                        "4187c14ac46db0989e225cb3d932b5b23222aaf7eb1cbb9c9987aa5ae9c8590d"),
                Arguments.of(
                        new AddingTask(50, AddingTask.Variant.TCN),
                        "2b99e177d3911869ebaec271cb64a5d75aefcd6895c637bc0ab32856bf47da0a"),
                Arguments.of(
                        new AddingTask(50, AddingTask.Variant.URNN),
                        "952caf5e95cf11d70edd30d26c9b45b8dbe4382334008001ab05a853b2566d20"),
                Arguments.of(
                        new CopyTask(50, 10, 8), "438cdc1d6f366917334b04787aea3b0e545465dfd622bdb64fabd09f318aadfa"));
    }

    /** Returns every sequence of the next batches with its label, as text. */
    private static List<String> contents(DataSetIterator iterator, int batches) {
        return IntStream.range(0, batches)
                .mapToObj(number -> iterator.next())
                .flatMap(batch -> batch.asList().stream())
                .map(GeneratedDataTest::content)
                .toList();
    }

    /** In bits, since JDKs differ in how they print a float. */
    private static String content(DataSet sequence) {
        StringBuilder bits = new StringBuilder();
        for (INDArray array : List.of(sequence.getFeatures(), sequence.getLabels())) {
            for (float value : array.dup('c').data().asFloat()) {
                bits.append(Float.floatToIntBits(value)).append(' ');
            }
        }
        return bits.toString();
    }
}
