// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.DataException;
import io.backflow.data.Examples;
import io.backflow.data.FiniteData;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import io.backflow.data.internal.sequence.Alphabet;
import io.backflow.data.internal.sequence.ContentDigest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Prediction of the next character of a text.
 *
 * <p>The text is cut by position: training first, then validation, then test. A sequence is {@code sequenceLength}
 * characters that follow one another, with the character after each as its label, so that truncated backpropagation
 * through time can carry state within it. Each training epoch cuts the training part from a new offset; validation and
 * test are cut from their first character on. What is left over at the end of a part and too short for a sequence is
 * not used.
 *
 * <p>The alphabet is that of the whole text, so that the number of classes is the published one (65 for
 * tinyshakespeare) and no character of the test part is unknown; it tells a model which characters exist, and no more.
 */
public final class CharacterData {

    /** Separates the random numbers of offsets from those of orders. */
    private static final long OFFSET_STREAM = 0x6f6666736574L;

    /**
     * More distinct characters than this make one-hot batches that no memory holds; languages of letters have hundreds.
     */
    private static final int MAX_CHARACTERS = 8192;

    private final int[] characters;
    private final int sequenceLength;
    private final Part training;
    private final Part validation;
    private final Part test;

    private CharacterData(int[] characters, int sequenceLength, double validationFraction, double testFraction) {
        int testFrom = characters.length - (int) Math.round(characters.length * testFraction);
        int validationFrom = testFrom - (int) Math.round(characters.length * validationFraction);
        this.characters = characters;
        this.sequenceLength = sequenceLength;
        this.training = new Part(0, validationFrom);
        this.validation = new Part(validationFrom, testFrom);
        this.test = new Part(testFrom, characters.length);
    }

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
        Alphabet alphabet = Alphabet.of(text.codePoints());
        if (alphabet.size() > MAX_CHARACTERS) {
            throw new DataException(source + ": has " + alphabet.size() + " distinct characters, at most "
                    + MAX_CHARACTERS + " can be told apart");
        }
        CharacterData parts =
                new CharacterData(alphabet.numbers(text), sequenceLength, validationFraction, testFraction);
        parts.requireOneSequence(source);
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("source", source);
        origin.put(
                "sha256",
                new ContentDigest().add(text.getBytes(StandardCharsets.UTF_8)).hex());
        origin.put("distinctCharacters", alphabet.size());
        origin.put("sequenceLength", sequenceLength);
        origin.put("trainingCharacters", parts.training.size());
        origin.put("validationCharacters", parts.validation.size());
        origin.put("testCharacters", parts.test.size());
        return new FiniteData(
                "text",
                new SequenceData.Shape(alphabet.size(), alphabet.size(), SequenceData.Objective.CLASSIFY_STEPS),
                alphabet.names(),
                parts::epoch,
                parts.windows(parts.validation),
                parts.windows(parts.test),
                origin);
    }

    private Examples epoch(long seed, int epoch) {
        // One sequence less than would fit without an offset, so that every epoch has the same number of them.
        int sequences = Math.max(1, training.sequences(sequenceLength) - 1);
        int offsets = Math.min(sequenceLength, training.size() - sequences * sequenceLength);
        int offset = SplitMix.at(OFFSET_STREAM, seed, epoch).nextInt(offsets);
        return new Windows(characters, training.from() + offset, sequenceLength, sequences);
    }

    private Examples windows(Part part) {
        return new Windows(characters, part.from(), sequenceLength, part.sequences(sequenceLength));
    }

    private void requireOneSequence(String source) {
        int needed = sequenceLength + 1;
        if (Math.min(training.size(), Math.min(validation.size(), test.size())) < needed) {
            throw new DataException(source + ": too short: " + characters.length + " characters give "
                    + training.size() + " for training, " + validation.size() + " for validation and " + test.size()
                    + " for test, and each needs at least " + needed + ", one sequence and the character after it");
        }
    }

    /** Characters {@code from} (inclusive) to {@code to} (exclusive) of the text. */
    private record Part(int from, int to) {

        int size() {
            return to - from;
        }

        /** Returns how many sequences fit, each with the character after its last. */
        int sequences(int sequenceLength) {
            return (size() - 1) / sequenceLength;
        }
    }
}
