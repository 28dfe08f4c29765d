// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.DataException;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.sequence.Alphabet;
import io.backflow.data.internal.source.Utf8Text;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Prediction of the next character of a text, which is cut into {@link Passages}.
 *
 * <p>The alphabet is that of the whole text, so that the number of classes is the published one (65 for
 * tinyshakespeare) and no character of the test part is unknown; it tells a model which characters exist, and no more.
 */
public final class CharacterData {

    /**
     * More distinct characters than this make one-hot batches that no memory holds; languages of letters have hundreds.
     */
    private static final int MAX_CHARACTERS = 8192;

    private static final String UNITS = "characters";

    private CharacterData() {}

    /**
     * Cuts a text into sequences.
     *
     * @param source where the text is from, for messages and the record of a run
     * @param validationFraction share of the characters before the test part
     * @param testFraction share of the characters at the end
     * @throws DataException if a part has less than one sequence and the character after it, or the text has too many
     *     distinct characters
     */
    public static SequenceData of(
            String source, String text, int sequenceLength, double validationFraction, double testFraction) {
        return of(new Text(source, List.of(Utf8Text.of(text))), sequenceLength, validationFraction, testFraction);
    }

    static SequenceData of(Text text, int sequenceLength, double validationFraction, double testFraction) {
        BitSet distinct = new BitSet();
        text.parts().forEach(part -> part.forEach(distinct::set));
        if (distinct.cardinality() > MAX_CHARACTERS) {
            throw new DataException(text.source() + ": has " + distinct.cardinality() + " distinct characters, at most "
                    + MAX_CHARACTERS + " can be told apart");
        }
        Alphabet alphabet = Alphabet.of(distinct.stream());
        List<Codes> codes =
                text.parts().stream().map(part -> codes(part, alphabet)).toList();
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
        origin.put("distinctCharacters", alphabet.size());
        return passages.data(text.source(), TextPreparation.ofCharacters(alphabet), origin);
    }

    private static Codes codes(Utf8Text text, Alphabet alphabet) {
        int[] count = {0};
        text.forEach(character -> count[0]++);
        Codes codes = new Codes(count[0], alphabet.size());
        int[] place = {0};
        text.forEach(character -> codes.set(place[0]++, alphabet.number(character)));
        return codes;
    }
}
