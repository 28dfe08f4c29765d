// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.language;

import io.backflow.data.Batch;
import io.backflow.data.Examples;
import io.backflow.data.FiniteData;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.prepared.PreparedData;
import io.backflow.data.internal.sequence.Alphabet;
import io.backflow.data.internal.sequence.ContentDigest;
import io.backflow.data.internal.sequence.Partition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Language identification: to which language does a name belong?
 *
 * <p>Inputs are the characters of the name, one-hot over the characters of the training part and one slot for all
 * others; classes are the languages. The split, 80/10/10, is fixed and balanced by language. What exactly the names are
 * depends on the JDK, hence the SHA-256 in the provenance.
 */
public final class LanguageData {

    private static final double VALIDATION_FRACTION = .1;
    private static final double TEST_FRACTION = .1;

    private LanguageData() {}

    /** Loads the names from the locale data of the running JVM. */
    public static SequenceData load() {
        return of(LocaleNames.load());
    }

    static SequenceData of(Map<String, Set<String>> namesByLanguage) {
        List<String> tags = List.copyOf(namesByLanguage.keySet());
        List<Name> names = new ArrayList<>();
        namesByLanguage.forEach((tag, own) -> own.forEach(text -> names.add(new Name(text, tags.indexOf(tag)))));
        Partition<Name> split =
                Partition.of(names, Name::text, name -> tags.get(name.language()), VALIDATION_FRACTION, TEST_FRACTION);
        Alphabet alphabet = Alphabet.withUnknown(
                split.training().stream().flatMapToInt(name -> name.text().codePoints()));
        Examples training = new OneHotNames(split.training(), alphabet);
        List<String> languages = tags.stream()
                .map(tag -> Locale.forLanguageTag(tag).getDisplayLanguage(Locale.ENGLISH))
                .toList();
        SequenceData finite = new FiniteData(
                "languages",
                new SequenceData.Shape(alphabet.size(), tags.size(), SequenceData.Objective.CLASSIFY_SEQUENCE),
                languages,
                (seed, epoch) -> training,
                new OneHotNames(split.validation(), alphabet),
                new OneHotNames(split.test(), alphabet),
                origin(namesByLanguage));
        return new PreparedData(finite, new LanguagesPreparation(alphabet.characters(), languages));
    }

    private static Map<String, Object> origin(Map<String, Set<String>> namesByLanguage) {
        ContentDigest digest = new ContentDigest();
        namesByLanguage.forEach((tag, own) -> {
            digest.add(tag);
            own.forEach(digest::add);
        });
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("source", "CLDR locale data of JDK " + Runtime.version());
        // Even with CLDR first, the providers behind it fill its gaps, and so decide which names two languages share.
        origin.put("localeProviders", System.getProperty("java.locale.providers", "default"));
        origin.put("sha256", digest.hex());
        return origin;
    }

    /** A name and the number of its language. */
    private record Name(String text, int language) {}

    /** Names whose characters are one-hot inputs. */
    private static final class OneHotNames implements Examples {

        private final int[][] characters;
        private final int[] languages;
        private final List<Name> names;

        OneHotNames(List<Name> names, Alphabet alphabet) {
            this.names = names;
            this.characters =
                    names.stream().map(name -> alphabet.numbers(name.text())).toArray(int[][]::new);
            this.languages = names.stream().mapToInt(Name::language).toArray();
        }

        @Override
        public int size() {
            return characters.length;
        }

        @Override
        public int length(int example) {
            return characters[example].length;
        }

        @Override
        public String place(int example) {
            return "the name '" + names.get(example).text() + "'";
        }

        @Override
        public void write(int example, Batch batch, int row) {
            int[] name = characters[example];
            for (int step = 0; step < name.length; step++) {
                batch.input(row, name[step], step, 1f);
            }
            batch.target(row, languages[example], 1f);
        }
    }
}
