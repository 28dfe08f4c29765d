// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.music;

import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.raw.SequenceFormat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Piano rolls in a MATLAB 5 file or as JSON; the training part is looked at. */
public final class PianoRollFormat implements SequenceFormat {

    private static final Pattern PARTS =
            Pattern.compile("\\s*\\{\\s*\"(train|valid|test)\"\\s*:\\s*\\[.*", Pattern.DOTALL);
    private static final String MATLAB = "MATLAB";

    @Override
    public String name() {
        return "piano-roll";
    }

    @Override
    public String description() {
        return "piano rolls, as JSON of MIDI pitches or in a MATLAB 5 file";
    }

    @Override
    public Optional<String> recognises(Look look) {
        byte[] head = look.head();
        String start = new String(head, 0, Math.min(head.length, 64), StandardCharsets.UTF_8);
        if (look.endsWith(".mat") || start.startsWith(MATLAB)) {
            return Optional.of(start.startsWith(MATLAB) ? "it says MATLAB" : "its name ends with .mat");
        }
        return look.endsWith(".json") && PARTS.matcher(start).matches()
                ? Optional.of("it is JSON with the lists train, valid and test")
                : Optional.empty();
    }

    @Override
    public RawSequences read(Path file, ReadSettings settings) {
        PianoRolls rolls =
                String.valueOf(file.getFileName()).endsWith(".json") ? JsonRolls.read(file) : MatRolls.read(file);
        List<RawSequence> sequences = new ArrayList<>();
        for (PianoRoll roll : rolls.training()) {
            if (roll.steps() > 0) {
                sequences.add(raw(file, roll, sequences.size()));
            }
        }
        Map<String, String> notes = new LinkedHashMap<>();
        notes.put(
                "parts",
                rolls.training().size() + " pieces for training, "
                        + rolls.validation().size() + " for validation, "
                        + rolls.test().size() + " for test; training is looked at");
        return new RawSequences(
                file,
                notes,
                IntStream.range(0, PianoRoll.KEYS)
                        .mapToObj(PianoRollData::keyName)
                        .toList(),
                RawSequences.Asked.NOTHING,
                List.of(),
                List.of(),
                sequences,
                Map.of());
    }

    private static RawSequence raw(Path file, PianoRoll roll, int piece) {
        float[] values = new float[roll.steps() * PianoRoll.KEYS];
        for (int i = 0; i < values.length; i++) {
            values[i] = roll.sounds(i / PianoRoll.KEYS, i % PianoRoll.KEYS) ? 1 : 0;
        }
        return RawSequence.of("piece " + (piece + 1), new Place(file, piece), PianoRoll.KEYS, values);
    }

    @Override
    public Map<String, Object> ownTask(Path file, ReadSettings settings) {
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("type", "piano-roll");
        task.put("file", file.toString());
        return task;
    }

    /** Pieces have no lines. */
    private record Place(Path file, int piece) implements RawSequence.Place {

        @Override
        public long line(int step) {
            return 0;
        }

        @Override
        public String column(int step, int feature) {
            return "key " + PianoRollData.keyName(feature) + " at step " + step + " of piece " + (piece + 1);
        }
    }
}
