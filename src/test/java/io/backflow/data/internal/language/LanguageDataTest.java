// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.language;

import static org.assertj.core.api.Assertions.assertThat;

import io.backflow.data.SequenceData;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

class LanguageDataTest {

    private final Locale locale = Locale.getDefault();

    @BeforeEach
    void livesInTurkey() {
        Locale.setDefault(Locale.forLanguageTag("tr")); // what a JVM's default locale is must not matter
    }

    @AfterEach
    void comesBack() {
        Locale.setDefault(locale);
    }

    @Test
    void classifiesWholeSequencesOfUnequalLength() {
        SequenceData data = LanguageData.load();
        DataSet batch = data.training(32, 1).next();

        assertThat(data.endless()).isFalse();
        assertThat(data.objective()).isEqualTo(SequenceData.Objective.CLASSIFY_SEQUENCE);
        assertThat(data.labels())
                .hasSize(20)
                .contains("Czech", "Danish", "Turkish")
                .doesNotHaveDuplicates();
        assertThat(batch.getLabels().shape()).containsExactly(32, 20);
        assertThat(batch.getFeatures().size(1)).isEqualTo(data.inputs());
        assertThat(data.inputs()).isBetween(100, 300);
    }

    @Test
    void splitsEveryLanguageAlike() {
        SequenceData data = LanguageData.load();
        double training = number(data, "trainingSequences");
        double validation = number(data, "validationSequences");
        double test = number(data, "testSequences");
        double all = training + validation + test;

        assertThat(training / all).isBetween(.795, .805);
        assertThat(validation / all).isBetween(.0975, .1025);
        INDArray tested = classCounts(data.test(500));
        INDArray validated = classCounts(data.validation(500));
        for (int language = 0; language < 20; language++) {
            assertThat(tested.getDouble(language))
                    .isEqualTo(validated.getDouble(language))
                    .isBetween(40.0, 110.0);
        }
        assertThat(tested.sumNumber().doubleValue()).isEqualTo(test);
    }

    @Test
    void spendsLittleOnPadding() {
        SequenceData.SeekableIterator training = LanguageData.load().training(32, 1);
        double steps = 0;
        double real = 0;
        while (training.hasNext()) {
            DataSet batch = training.next();
            steps += batch.getFeatures().size(0) * batch.getFeatures().size(2);
            real += batch.getFeatures().sumNumber().doubleValue(); // one-hot: one for every character
        }
        // 55 % without buckets; the longest names of each pool share a batch with shorter ones.
        assertThat(1 - real / steps).isLessThan(.06);
    }

    @Test
    void hasTheSameContentAndDigestEveryTime() {
        SequenceData first = LanguageData.load();
        SequenceData second = LanguageData.load();

        assertThat(first.provenance()).isEqualTo(second.provenance());
        assertThat(first.test(64).next()).isEqualTo(second.test(64).next());
        assertThat(String.valueOf(first.provenance().get("sha256"))).matches("[0-9a-f]{64}");
        assertThat(String.valueOf(first.provenance().get("source")))
                .contains("CLDR", Runtime.version().toString());
    }

    @Test
    void hasAnotherDigestForOtherContent() {
        Map<String, Set<String>> names = new TreeMap<>(Map.of("de", names("ab", 30), "fr", names("cd", 30)));
        Map<String, Set<String>> others = new LinkedHashMap<>(names);
        others.put("fr", names("cd", 29));

        assertThat(LanguageData.of(names).provenance().get("sha256"))
                .isNotEqualTo(LanguageData.of(others).provenance().get("sha256"));
    }

    @Test
    void knowsNoCharacterThatTrainingDoesNotHave() {
        Map<String, Set<String>> names = new TreeMap<>(Map.of("de", new TreeSet<>(), "fr", names("xy", 30)));
        for (char letter = 'a'; letter < 'a' + 10; letter++) {
            names.getOrDefault("de", new HashSet<>()).add(String.valueOf(letter)); // each letter in one part only
        }
        SequenceData data = LanguageData.of(names);

        assertThat(data.inputs()).isEqualTo(8 + 2 + 1); // 8 letters of ten, x and y, and the slot for the others
        DataSet test = data.test(100).next();
        assertThat(test.getFeatures().getFloat(0, data.inputs() - 1, 0)).isEqualTo(1f);
    }

    private static int number(SequenceData data, String key) {
        return Integer.parseInt(String.valueOf(data.provenance().get(key)));
    }

    private static Set<String> names(String letters, int count) {
        Set<String> names = new TreeSet<>();
        for (int length = 1; length <= count; length++) {
            names.add(letters.repeat(length));
        }
        return names;
    }

    private static INDArray classCounts(DataSetIterator iterator) {
        INDArray counts = iterator.next().getLabels().sum(0);
        while (iterator.hasNext()) {
            counts = counts.add(iterator.next().getLabels().sum(0));
        }
        return counts;
    }
}
