// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.source.Utf8Text;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prediction of the next word of a text, which is cut into {@link Passages}.
 *
 * <p>Words are what blanks separate, and each line ends with {@value WordSplitter#END_OF_LINE}. The vocabulary is that
 * of the training part, cut by frequency; every other word is {@value Vocabulary#UNKNOWN}.
 */
final class WordData {

    /** More words than this make one-hot batches that no memory holds. */
    static final int MAX_WORDS = 50_000;

    private static final String UNITS = "words";

    private final Map<String, Integer> numbers = new HashMap<>();

    private WordData() {}

    static SequenceData of(
            Text text, int sequenceLength, double validationFraction, double testFraction, int minCount, int maxSize) {
        WordData data = new WordData();
        List<int[]> found = text.parts().stream().map(data::read).toList();
        int[] first = found.get(0);
        int heldOut = text.isSplit()
                ? 0
                : (int) Math.round(first.length * testFraction) + (int) Math.round(first.length * validationFraction);
        Vocabulary vocabulary = data.vocabulary(first, Math.max(0, first.length - heldOut), minCount, maxSize);
        if (vocabulary.size() > MAX_WORDS) {
            throw new DataException(text.source() + ": has " + (vocabulary.size() - 1) + " words, at most "
                    + (MAX_WORDS - 1) + " can be told apart (say minCount or maxSize)");
        }
        List<Codes> codes =
                found.stream().map(part -> data.codes(part, vocabulary)).toList();
        Passages passages = text.isSplit()
                ? new Passages(
                        UNITS,
                        sequenceLength,
                        new Passages.Part(codes.get(0)),
                        new Passages.Part(codes.get(1)),
                        new Passages.Part(codes.get(2)))
                : Passages.of(UNITS, codes.get(0), sequenceLength, validationFraction, testFraction);
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("source", text.source());
        origin.put("sha256", text.sha256());
        origin.put("distinctWords", data.numbers.size());
        origin.put("vocabulary", vocabulary.size());
        origin.put("minCount", minCount);
        origin.put("unknownShareOfTraining", unknown(passages.training(), vocabulary));
        origin.put("unknownShareOfValidation", unknown(passages.validation(), vocabulary));
        origin.put("unknownShareOfTest", unknown(passages.test(), vocabulary));
        return passages.data(text.source(), new TextPreparation(TextLevel.WORD, vocabulary.words()), origin);
    }

    /** Returns the words of a text as numbers in the order in which they first came. */
    private int[] read(Utf8Text text) {
        int[] count = {0};
        WordSplitter.split(text, word -> count[0]++);
        int[] words = new int[count[0]];
        int[] place = {0};
        WordSplitter.split(text, word -> {
            Integer number = numbers.putIfAbsent(word, numbers.size());
            words[place[0]++] = number == null ? numbers.size() - 1 : number;
        });
        return words;
    }

    private Vocabulary vocabulary(int[] words, int training, int minCount, int maxSize) {
        int[] counts = new int[numbers.size()];
        for (int place = 0; place < training; place++) {
            counts[words[place]]++;
        }
        Map<String, Integer> counted = new HashMap<>();
        numbers.forEach((word, number) -> {
            if (counts[number] > 0) {
                counted.put(word, counts[number]);
            }
        });
        return Vocabulary.of(counted, minCount, maxSize);
    }

    private Codes codes(int[] words, Vocabulary vocabulary) {
        int[] renumbered = new int[numbers.size()];
        numbers.forEach((word, number) -> renumbered[number] = vocabulary.number(word));
        Codes codes = new Codes(words.length, vocabulary.size());
        for (int place = 0; place < words.length; place++) {
            codes.set(place, renumbered[words[place]]);
        }
        return codes;
    }

    private static double unknown(Passages.Part part, Vocabulary vocabulary) {
        int unknown = 0;
        for (int place = part.from(); place < part.to(); place++) {
            unknown += part.codes().get(place) == vocabulary.unknown() ? 1 : 0;
        }
        return part.size() == 0 ? 0 : (double) unknown / part.size();
    }
}
