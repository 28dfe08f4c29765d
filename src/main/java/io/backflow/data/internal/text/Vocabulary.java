// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The words of a training text, the most frequent first, and one token for all others.
 *
 * <p>Words that are as frequent are in the order of their characters. A text that has the token {@value #UNKNOWN}
 * itself, as the Penn Treebank of Mikolov has, means the same by it.
 */
public final class Vocabulary {

    /** The token of every word that is not in the vocabulary. */
    static final String UNKNOWN = "<unk>";

    private final Map<String, Integer> numbers = new HashMap<>();
    private final List<String> words;

    private Vocabulary(List<String> words) {
        this.words = List.copyOf(words);
        words.forEach(word -> numbers.put(word, numbers.size()));
    }

    /**
     * Cuts a vocabulary.
     *
     * @param counts how often each word is in the training part
     * @param minCount words that are rarer are unknown
     * @param maxSize most tokens, the unknown one included; 0 for as many as there are
     */
    public static Vocabulary of(Map<String, Integer> counts, int minCount, int maxSize) {
        List<String> kept = new ArrayList<>(counts.entrySet().stream()
                .filter(entry -> entry.getValue() >= minCount && !entry.getKey().equals(UNKNOWN))
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(maxSize == 0 ? Long.MAX_VALUE : maxSize - 1L)
                .map(Map.Entry::getKey)
                .toList());
        kept.add(UNKNOWN);
        return new Vocabulary(kept);
    }

    /** Returns a vocabulary that was cut before; the last of its tokens is the unknown one. */
    public static Vocabulary of(List<String> words) {
        return new Vocabulary(words);
    }

    /** Returns the number of tokens, the unknown one included. */
    public int size() {
        return words.size();
    }

    /** Returns all tokens in the order of their numbers. */
    public List<String> words() {
        return words;
    }

    /** Returns the number of the token of all unknown words. */
    public int unknown() {
        return words.size() - 1;
    }

    /** Returns the number of a word, or that of the unknown. */
    public int number(String word) {
        return numbers.getOrDefault(word, unknown());
    }
}
