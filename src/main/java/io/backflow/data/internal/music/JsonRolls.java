// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.music;

import io.backflow.data.DataException;
import io.backflow.data.internal.source.TextFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * Reads the JSON form: an object of the parts {@code train}, {@code valid} and {@code test}, each a list of pieces, a
 * piece being a list of steps and a step the list of the MIDI pitches that sound.
 */
final class JsonRolls {

    private final Path file;

    private JsonRolls(Path file) {
        this.file = file;
    }

    static PianoRolls read(Path file) {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(TextFile.read(file));
        } catch (JsonProcessingException broken) {
            long line = broken.getLocation() == null ? 1 : broken.getLocation().getLineNr();
            throw new DataException(file + ":" + line + ": is not JSON: " + broken.getOriginalMessage(), broken);
        }
        JsonRolls rolls = new JsonRolls(file);
        return new PianoRolls(rolls.part(root, "train"), rolls.part(root, "valid"), rolls.part(root, "test"));
    }

    private List<PianoRoll> part(JsonNode root, String name) {
        JsonNode pieces = root.get(name);
        if (pieces == null || !pieces.isArray()) {
            Set<String> there = new LinkedHashSet<>();
            root.fieldNames().forEachRemaining(there::add);
            throw DataException.in(
                    file,
                    "must be an object with the lists train, valid and test, lacks '" + name + "' and has " + there);
        }
        List<PianoRoll> rolls = new ArrayList<>();
        for (int piece = 0; piece < pieces.size(); piece++) {
            rolls.add(piece(pieces.get(piece), name + "[" + piece + "]"));
        }
        return rolls;
    }

    private PianoRoll piece(JsonNode steps, String place) {
        if (!steps.isArray()) {
            throw DataException.in(file, place + " must be a list of steps, got " + steps);
        }
        PianoRoll roll = new PianoRoll(steps.size());
        for (int step = 0; step < steps.size(); step++) {
            JsonNode pitches = steps.get(step);
            if (!pitches.isArray()) {
                throw DataException.in(file, place + "[" + step + "] must be a list of MIDI pitches, got " + pitches);
            }
            for (JsonNode pitch : pitches) {
                int key = pitch.asInt(-1) - PianoRoll.LOWEST_PITCH;
                if (!pitch.isIntegralNumber() || key < 0 || key >= PianoRoll.KEYS) {
                    throw DataException.in(
                            file, place + "[" + step + "] has the MIDI pitch " + pitch + ", and a piano has 21 to 108");
                }
                roll.strike(step, key);
            }
        }
        return roll;
    }
}
