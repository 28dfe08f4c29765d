// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.source.TextFile;
import io.backflow.data.internal.source.Utf8Text;
import io.backflow.setting.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;

class WordDataTest {

    @TempDir
    private Path folder;

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        WordSplitter.split(Utf8Text.of(text), words::add);
        return words;
    }

    @Test
    void endsEveryLineThatHasWords() {
        assertThat(words(" no it was\n\nn't black  monday\r\nbut"))
                .containsExactly("no", "it", "was", "<eos>", "n't", "black", "monday", "<eos>", "but", "<eos>");
    }

    @Test
    void cutsTheVocabularyByFrequency() {
        Map<String, Integer> counts = Map.of("the", 5, "b", 2, "a", 2, "once", 1, "<unk>", 9);
        assertThat(Vocabulary.of(counts, 1, 0).words()).containsExactly("the", "a", "b", "once", "<unk>");
        assertThat(Vocabulary.of(counts, 2, 0).words()).containsExactly("the", "a", "b", "<unk>");
        Vocabulary three = Vocabulary.of(counts, 1, 3);
        assertThat(three.words()).containsExactly("the", "a", "<unk>");
        assertThat(List.of(three.number("a"), three.number("b"), three.number("<unk>"), three.number("new")))
                .containsExactly(1, 2, 2, 2);
    }

    private SequenceData corpus(Integer minCount) throws IOException {
        Files.writeString(folder.resolve("ptb.train.txt"), "a b a\nb rare a b\n".repeat(1) + "a b\n");
        Files.writeString(folder.resolve("ptb.valid.txt"), "a new b\n");
        Files.writeString(folder.resolve("ptb.test.txt"), "b b rare other\n");
        return new TextConfig(null, null, 2, .1, .1, folder.toString(), TextLevel.WORD, minCount, null)
                .open(new NoData());
    }

    @Test
    void readsACorpusOfThreeFiles() throws IOException {
        SequenceData data = corpus(2);
        assertThat(data.labels()).containsExactly("a", "b", "<eos>", "<unk>");
        assertThat(data.provenance())
                .containsEntry("trainingWords", 12)
                .containsEntry("validationWords", 4)
                .containsEntry("testWords", 5)
                .containsEntry("distinctWords", 6)
                .containsEntry("vocabulary", 4)
                .containsEntry("minCount", 2)
                .containsEntry("unknownShareOfTraining", 1 / 12.0)
                .containsEntry("unknownShareOfValidation", 1 / 4.0)
                .containsEntry("unknownShareOfTest", 2 / 5.0);
        DataSet test = data.test(10).next();
        assertThat(test.getFeatures().argMax(1).toIntMatrix()).isDeepEqualTo(new int[][] {{1, 1}, {3, 3}});
        assertThat(test.getLabels().argMax(1).toIntMatrix()).isDeepEqualTo(new int[][] {{1, 3}, {3, 2}});
    }

    /** What validation and test have must not make the vocabulary. */
    @Test
    void learnsTheVocabularyFromTrainingAlone() throws IOException {
        assertThat(corpus(1).labels()).containsExactly("a", "b", "<eos>", "rare", "<unk>");
        Path file = Files.writeString(folder.resolve("one.txt"), "x ".repeat(80) + "y ".repeat(10) + "z ".repeat(9));
        SequenceData data =
                new TextConfig(file.toString(), null, 4, .1, .1, null, TextLevel.WORD, null, null).open(new NoData());
        assertThat(data.labels()).containsExactly("x", "<unk>");
    }

    @Test
    void readsTheCharactersOfACorpus() throws IOException {
        corpus(1);
        SequenceData data =
                new TextConfig(null, null, 3, .1, .1, folder.toString(), null, null, null).open(new NoData());
        assertThat(data.provenance()).containsEntry("trainingCharacters", 21).containsEntry("testCharacters", 15);
    }

    @Test
    void saysWhatACorpusLacks() throws IOException {
        Files.writeString(folder.resolve("train.txt"), "a");
        TextConfig config = new TextConfig(null, null, 3, .1, .1, folder.toString(), null, null, null);
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> config.open(new NoData()))
                .withMessage(folder + ": must have one file with 'valid' in its name, and has none");
    }

    @Test
    void cutsOnlyWords() {
        assertThatExceptionOfType(InvalidSettingException.class)
                .isThrownBy(() -> new TextConfig("a.txt", null, 3, .1, .1, null, null, 2, 1))
                .withMessage("minCount must be left out unless level is word, got 2; "
                        + "maxSize must be left out unless level is word, got 1; "
                        + "maxSize must be between 2 and 50000, got 1");
    }

    /** Around the sizes at which a number needs another byte. */
    @ParameterizedTest
    @ValueSource(ints = {2, 256, 257, 65_536, 65_537})
    void holdsEveryNumberOfAnAlphabet(int alphabet) {
        Codes codes = new Codes(alphabet, alphabet);
        for (int code = 0; code < alphabet; code++) {
            codes.set(code, alphabet - 1 - code);
        }
        for (int place = 0; place < alphabet; place++) {
            assertThat(codes.get(place)).isEqualTo(alphabet - 1 - place);
        }
    }

    /** Every length of a character's code, decoded by hand and by the JDK. */
    @Test
    void decodesAsTheJdkDoes() throws IOException {
        String text = "a\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff\n".repeat(9000);
        Path file = Files.writeString(folder.resolve("all.txt"), "\ufeff" + text);
        List<Integer> characters = new ArrayList<>();
        TextFile.utf8(file).forEach(characters::add);
        assertThat(characters).isEqualTo(text.codePoints().boxed().toList());
        assertThat(TextFile.read(file)).isEqualTo(text);
    }
}
