// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.text;

import io.backflow.data.DataException;
import io.backflow.data.Examples;
import io.backflow.data.FiniteData;
import io.backflow.data.SequenceData;
import io.backflow.data.SplitMix;
import io.backflow.data.internal.prepared.PreparedData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Training, validation and test parts of a text as sequences in which the next token is to be predicted.
 *
 * <p>A sequence is {@code sequenceLength} tokens that follow one another, with the token after each as its label, so
 * that truncated backpropagation through time can carry state within it. Each training epoch cuts the training part
 * from a new offset; validation and test are cut from their first token on. What is left over at the end of a part and
 * too short for a sequence is not used.
 *
 * @param units what the tokens are, for messages: {@code characters}
 */
record Passages(String units, int sequenceLength, Part training, Part validation, Part test) {

    /** Separates the random numbers of offsets from those of orders. */
    private static final long OFFSET_STREAM = 0x6f6666736574L;

    /** Tokens {@code from} (inclusive) to {@code to} (exclusive) of a list. */
    record Part(Codes codes, int from, int to) {

        /** All of a list. */
        Part(Codes codes) {
            this(codes, 0, codes.size());
        }

        int size() {
            return to - from;
        }

        /** Returns how many sequences fit, each with the token after its last. */
        int sequences(int sequenceLength) {
            return (size() - 1) / sequenceLength;
        }
    }

    /** Cuts one text by position: training first, then validation, then test. */
    static Passages of(String units, Codes codes, int sequenceLength, double validationShare, double testShare) {
        int testFrom = codes.size() - (int) Math.round(codes.size() * testShare);
        int validationFrom = testFrom - (int) Math.round(codes.size() * validationShare);
        return new Passages(
                units,
                sequenceLength,
                new Part(codes, 0, validationFrom),
                new Part(codes, validationFrom, testFrom),
                new Part(codes, testFrom, codes.size()));
    }

    /**
     * Returns them as data.
     *
     * @param preparation knows the tokens
     * @param origin what the provenance says before the sizes of the parts
     * @throws DataException if a part has less than one sequence and the token after it
     */
    SequenceData data(String source, TextPreparation preparation, Map<String, Object> origin) {
        List<String> tokens = preparation.labels();
        requireOneSequence(source);
        Map<String, Object> said = new LinkedHashMap<>(origin);
        String noun = Character.toUpperCase(units.charAt(0)) + units.substring(1);
        said.put("sequenceLength", sequenceLength);
        said.put("training" + noun, training.size());
        said.put("validation" + noun, validation.size());
        said.put("test" + noun, test.size());
        SequenceData finite = new FiniteData(
                "text",
                new SequenceData.Shape(tokens.size(), tokens.size(), SequenceData.Objective.CLASSIFY_STEPS),
                tokens,
                this::epoch,
                windows(validation),
                windows(test),
                said,
                whole -> new StreamedText(whole, this));
        return new PreparedData(finite, preparation);
    }

    /** Returns where a sequence stands in its text, counted from 1: {@code characters 101 to 150}. */
    static String place(String units, int start, int length) {
        return units + " " + (start + 1) + " to " + (start + length);
    }

    private Examples epoch(long seed, int epoch) {
        // One sequence less than would fit without an offset, so that every epoch has the same number of them.
        int sequences = Math.max(1, training.sequences(sequenceLength) - 1);
        int offsets = Math.min(sequenceLength, training.size() - sequences * sequenceLength);
        int offset = SplitMix.at(OFFSET_STREAM, seed, epoch).nextInt(offsets);
        return new Windows(training.codes(), training.from() + offset, sequenceLength, sequences, units);
    }

    private Examples windows(Part part) {
        return new Windows(part.codes(), part.from(), sequenceLength, part.sequences(sequenceLength), units);
    }

    private void requireOneSequence(String source) {
        int needed = sequenceLength + 1;
        if (Math.min(training.size(), Math.min(validation.size(), test.size())) < needed) {
            int all = training.size() + validation.size() + test.size();
            throw new DataException(source + ": too short: " + all + " " + units + " give " + training.size()
                    + " for training, " + validation.size() + " for validation and " + test.size()
                    + " for test, and each needs at least " + needed + ", one sequence and the "
                    + units.substring(0, units.length() - 1) + " after it");
        }
    }
}
