// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.language;

import io.backflow.data.DataConfig;
import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.prepared.NewData;
import io.backflow.data.internal.prepared.NewDataOptions;
import io.backflow.data.internal.prepared.OneHotTexts;
import io.backflow.data.internal.prepared.Preparation;
import io.backflow.data.internal.sequence.Alphabet;
import io.backflow.data.internal.source.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What was learnt from names in several languages.
 *
 * @param characters in the order of their numbers; one number more is for all others
 * @param languages in the order of the outputs
 */
public record LanguagesPreparation(List<String> characters, List<String> languages) implements Preparation {

    /** Copies the lists. */
    public LanguagesPreparation {
        characters = List.copyOf(characters);
        languages = List.copyOf(languages);
    }

    @Override
    public SequenceData.Shape shape() {
        return new SequenceData.Shape(
                characters.size() + 1, languages.size(), SequenceData.Objective.CLASSIFY_SEQUENCE);
    }

    @Override
    public List<String> labels() {
        return languages;
    }

    /** Reads a name a line; behind a tab its language may stand. */
    @Override
    public NewData read(DataConfig task, Path file, NewDataOptions options) {
        Alphabet alphabet = Alphabet.withUnknown(characters.stream().mapToInt(character -> character.codePointAt(0)));
        List<String> names = new ArrayList<>();
        List<int[]> tokens = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        long number = 0;
        for (String line : TextFile.read(file).lines().toList()) {
            number++;
            int tab = options.unlabelled() ? -1 : line.lastIndexOf('\t');
            String name = (tab < 0 ? line : line.substring(0, tab)).strip();
            if (!name.isEmpty()) {
                names.add(Long.toString(number));
                tokens.add(alphabet.numbers(name));
                actual.add(
                        tab < 0 ? "" : known(file, number, line.substring(tab).strip()));
            }
        }
        if (names.isEmpty()) {
            throw DataException.in(file, "has no name");
        }
        boolean unlabelled = actual.stream().allMatch(String::isEmpty);
        return new OneHotTexts(names, tokens, unlabelled ? List.of() : actual);
    }

    private String known(Path file, long line, String language) {
        if (!language.isEmpty() && !languages.contains(language)) {
            throw DataException.at(
                    file,
                    line,
                    "the language must be one that training had, " + languages + ", got '" + language
                            + "'; --unlabelled takes the lines to have none");
        }
        return language;
    }
}
