// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.music;

import io.backflow.data.Batch;
import io.backflow.data.DataException;
import io.backflow.data.Examples;
import io.backflow.data.FiniteData;
import io.backflow.data.SequenceData;
import io.backflow.data.internal.sequence.ContentDigest;
import io.backflow.setting.internal.FileFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Pieces whose next step is asked at every step: the input at step t is the roll at t, the label the roll at t + 1, so
 * that a piece of T steps has T - 1 predictions.
 *
 * <p>The loss of a step is the sum over the 88 keys of {@code -(y log p + (1 - y) log(1 - p))}, in nats, and that of a
 * part is its mean over all predicted steps of all pieces, so that long pieces count for more; published figures are
 * formed so.
 *
 * @see <a href="https://github.com/locuslab/TCN/blob/master/TCN/poly_music/music_test.py">Bai, Kolter and Koltun
 *     (2018), {@code evaluate}</a>
 */
final class PianoRollData {

    private static final String[] NAMES = {"C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};

    private PianoRollData() {}

    static SequenceData of(String source, Path file, PianoRolls rolls, int sequenceLength) {
        Examples training = cut(require(file, "train", rolls.training()), sequenceLength);
        Examples validation = cut(require(file, "validation", rolls.validation()), 0);
        Examples test = cut(require(file, "test", rolls.test()), 0);
        Map<String, Object> origin = new LinkedHashMap<>();
        origin.put("source", source);
        origin.put("sha256", sha256(file));
        origin.put("trainingSteps", steps(rolls.training()));
        origin.put("validationSteps", steps(rolls.validation()));
        origin.put("testSteps", steps(rolls.test()));
        return new FiniteData(
                "piano-roll",
                new SequenceData.Shape(PianoRoll.KEYS, PianoRoll.KEYS, SequenceData.Objective.LABEL_STEPS),
                IntStream.range(0, PianoRoll.KEYS)
                        .mapToObj(PianoRollData::keyName)
                        .toList(),
                (seed, epoch) -> training,
                validation,
                test,
                origin);
    }

    /** Returns the name of a key: key 0 is A0, key 39 the middle C4. */
    static String keyName(int key) {
        int pitch = key + PianoRoll.LOWEST_PITCH;
        return NAMES[pitch % NAMES.length] + (pitch / NAMES.length - 1);
    }

    private static List<PianoRoll> require(Path file, String part, List<PianoRoll> pieces) {
        if (pieces.isEmpty()) {
            throw DataException.in(file, "the " + part + " part has no piece");
        }
        for (int piece = 0; piece < pieces.size(); piece++) {
            if (pieces.get(piece).steps() < 2) {
                throw DataException.in(
                        file,
                        "piece " + (piece + 1) + " of the " + part + " part has "
                                + pieces.get(piece).steps() + " steps, and a next step needs at least 2");
            }
        }
        return pieces;
    }

    private static long steps(List<PianoRoll> pieces) {
        return pieces.stream().mapToLong(PianoRoll::steps).sum();
    }

    private static String sha256(Path file) {
        try {
            return new ContentDigest().add(Files.readAllBytes(file)).hex();
        } catch (IOException failure) {
            throw new DataException("cannot read " + file + ": " + FileFailure.describe(failure), failure);
        }
    }

    /** Cuts pieces so that every step but a piece's last is given once; 0 leaves them whole. */
    private static Examples cut(List<PianoRoll> pieces, int sequenceLength) {
        List<Excerpt> excerpts = new ArrayList<>();
        for (int number = 0; number < pieces.size(); number++) {
            PianoRoll piece = pieces.get(number);
            int predictions = piece.steps() - 1;
            int length = sequenceLength == 0 ? predictions : sequenceLength;
            for (int from = 0; from < predictions; from += length) {
                excerpts.add(new Excerpt(number, piece, from, Math.min(length, predictions - from)));
            }
        }
        return new Excerpts(excerpts);
    }

    /** Predictions that follow one another in a piece. */
    private record Excerpt(int number, PianoRoll piece, int from, int length) {}

    private record Excerpts(List<Excerpt> excerpts) implements Examples {

        @Override
        public int size() {
            return excerpts.size();
        }

        @Override
        public int length(int example) {
            return excerpts.get(example).length();
        }

        @Override
        public String place(int example) {
            Excerpt excerpt = excerpts.get(example);
            return "piece " + (excerpt.number() + 1) + ", steps " + (excerpt.from() + 1) + " to "
                    + (excerpt.from() + excerpt.length());
        }

        @Override
        public void write(int example, Batch batch, int row) {
            Excerpt excerpt = excerpts.get(example);
            for (int step = 0; step < excerpt.length(); step++) {
                for (int key = 0; key < PianoRoll.KEYS; key++) {
                    if (excerpt.piece().sounds(excerpt.from() + step, key)) {
                        batch.input(row, key, step, 1f);
                    }
                    if (excerpt.piece().sounds(excerpt.from() + step + 1, key)) {
                        batch.target(row, key, step, 1f);
                    }
                }
            }
        }
    }
}
