// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.internal.source.Utf8Text;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The characters, words and lines of a text, counted. */
final class TextCounts {

    private final BitSet alphabet = new BitSet();
    private final Set<String> vocabulary = new HashSet<>();
    private long characters;
    private long words;
    private long lines;
    private long twice;

    TextCounts(Utf8Text text) {
        text.forEach(character -> {
            characters++;
            alphabet.set(character);
        });
        WordSplitter.split(text, word -> {
            if (!word.equals(WordSplitter.END_OF_LINE)) {
                words++;
                vocabulary.add(word);
            }
        });
        Set<String> seen = new HashSet<>();
        text.toString().lines().filter(line -> !line.isBlank()).forEach(line -> {
            lines++;
            twice += seen.add(line.strip()) ? 0 : 1;
        });
    }

    /** Returns what there is to say, by what it is about. */
    Map<String, String> said() {
        Map<String, String> said = new LinkedHashMap<>();
        said.put("characters", of(characters, alphabet.cardinality()));
        said.put("words", of(words, vocabulary.size()));
        said.put("lines", String.format(Locale.ROOT, "%,d that are not blank", lines));
        said.put(
                "duplicates",
                twice == 0 ? "none" : String.format(Locale.ROOT, "%,d lines that are there before", twice));
        return said;
    }

    private static String of(long all, int different) {
        return String.format(Locale.ROOT, "%,d, of which %,d are different", all, different);
    }
}
