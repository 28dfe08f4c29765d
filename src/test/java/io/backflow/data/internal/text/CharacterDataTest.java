// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class CharacterDataTest {

    /** 400 distinct characters, so that any passage says where in the text it is from. */
    private static final String TEXT = IntStream.range(0, 400)
            .map(place -> 0x4e00 + place)
            .mapToObj(Character::toString)
            .collect(Collectors.joining());

    private static SequenceData data(int sequenceLength) {
        return CharacterData.of("the text", TEXT, sequenceLength, .1, .2);
    }

    @Test
    void asksForTheNextCharacterAtEveryStep() {
        SequenceData data = data(7);
        SequenceData.SeekableIterator training = data.training(5, 1);
        while (training.hasNext()) {
            DataSet batch = training.next();
            assertThat(batch.getFeaturesMaskArray()).isNull();
            for (int row = 0; row < batch.numExamples(); row++) {
                String read = text(batch.getFeatures(), row);
                String asked = text(batch.getLabels(), row);
                assertThat(TEXT).contains(read);
                assertThat(TEXT.charAt(TEXT.indexOf(read) + read.length())).isEqualTo(asked.charAt(6));
                assertThat(asked.substring(0, 6)).isEqualTo(read.substring(1));
            }
        }
    }

    @Test
    void cutsTheTextByPosition() {
        SequenceData data = data(10);

        assertThat(data.objective()).isEqualTo(SequenceData.Objective.CLASSIFY_STEPS);
        assertThat(data.inputs()).isEqualTo(400).isEqualTo(data.outputs());
        assertThat(String.join("", sequences(data.validation(2)))).isEqualTo(TEXT.substring(280, 310));
        assertThat(String.join("", sequences(data.test(3)))).isEqualTo(TEXT.substring(320, 390));
        assertThat(data.provenance())
                .containsEntry("source", "the text")
                .containsEntry("trainingCharacters", 280)
                .containsEntry("validationCharacters", 40)
                .containsEntry("testCharacters", 80)
                .containsEntry("trainingSequences", 26)
                .containsEntry("validationSequences", 3)
                .containsEntry("testSequences", 7)
                .containsEntry("distinctCharacters", 400);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8})
    void trainsOnPassagesThatDoNotOverlapFromANewOffsetEveryEpoch(long seed) {
        SequenceData.SeekableIterator training = data(10).training(4, seed);
        Set<Integer> offsets = new HashSet<>();
        for (int epoch = 0; epoch < 20; epoch++) {
            List<Integer> starts =
                    sequences(training).stream().map(TEXT::indexOf).sorted().toList();
            int offset = starts.get(0);
            assertThat(starts)
                    .isEqualTo(IntStream.range(0, 26)
                            .mapToObj(number -> offset + 10 * number)
                            .toList());
            assertThat(offset).isBetween(0, 9);
            assertThat(starts.get(25) + 10).as("the label of the last step").isLessThan(280);
            offsets.add(offset);
            training.reset();
        }
        assertThat(offsets).hasSizeGreaterThan(4);
    }

    @ParameterizedTest(name = "{0} characters in sequences of {1}")
    @CsvSource({"30, 2", "31, 2", "100, 9", "101, 9", "102, 8"})
    void usesATextThatIsJustLongEnough(int characters, int sequenceLength) {
        SequenceData data = CharacterData.of("short", TEXT.substring(0, characters), sequenceLength, .1, .1);
        SequenceData.SeekableIterator training = data.training(3, 1);
        long batches = training.batchesPerEpoch();
        for (int epoch = 0; epoch < 20; epoch++) {
            assertThat(training.batchesPerEpoch()).isEqualTo(batches).isPositive();
            sequences(training);
            training.reset();
        }
        assertThat(sequences(data.test(1))).isNotEmpty();
    }

    @Test
    void saysWhichPartIsTooShort() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> CharacterData.of("short", TEXT.substring(0, 100), 10, .1, .2))
                .withMessage(
                        "short: too short: 100 characters give 70 for training, 10 for validation and 20 for test, "
                                + "and each needs at least 11, one sequence and the character after it");
    }

    @Test
    void refusesMoreCharactersThanOneHotInputsCanHave() {
        String text = IntStream.range(0, 9000)
                .map(place -> 0x4e00 + place)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> CharacterData.of("ideographs", text, 10, .1, .1))
                .withMessage("ideographs: has 9000 distinct characters, at most 8192 can be told apart");
    }

    @Test
    void countsACharacterOutsideOfTheBasicPlaneAsOne() {
        SequenceData data = CharacterData.of("emoji", "😀😁".repeat(50), 4, .1, .1);

        assertThat(data.inputs()).isEqualTo(2);
        assertThat(data.labels()).containsExactly("😀", "😁");
    }

    @Test
    void hasTheDigestOfItsFile() {
        // printf 'abab...' | sha256sum, for 50 times ab
        assertThat(CharacterData.of("ab", "ab".repeat(50), 4, .1, .1).provenance())
                .containsEntry("sha256", "c7f0d9258cbfa32241423dc831494b5b02e26a3ec1676e4335b4cce72ff6cb8a");
    }

    private static List<String> sequences(DataSetIterator iterator) {
        List<String> sequences = new ArrayList<>();
        while (iterator.hasNext()) {
            DataSet batch = iterator.next();
            for (int row = 0; row < batch.numExamples(); row++) {
                sequences.add(text(batch.getFeatures(), row));
            }
        }
        return sequences;
    }

    private static String text(INDArray oneHot, int row) {
        StringBuilder text = new StringBuilder();
        for (int step = 0; step < oneHot.size(2); step++) {
            for (int character = 0; character < oneHot.size(1); character++) {
                if (oneHot.getFloat(row, character, step) == 1f) {
                    text.append(TEXT.charAt(character));
                }
            }
        }
        assertThat(text).hasSize((int) oneHot.size(2));
        return text.toString();
    }
}
