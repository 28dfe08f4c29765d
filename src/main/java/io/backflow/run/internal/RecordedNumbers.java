// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.node.ObjectNode;

/**
 * Looks for the numbers of a run's record in the record of the same run made again, bit for bit.
 *
 * <p>Every line of its record files counts, its summaries, and the bits of the parameters and of the updater's state;
 * before them what is written down of the data, its SHA-256 above all, since other data explains the rest. What takes
 * time or names the run does not, nor does what only the new record has, as a later version may write more.
 */
public final class RecordedNumbers {

    private static final List<String> LINES =
            List.of("metrics.jsonl", "gradients.jsonl", "clipping.jsonl", "flow.jsonl", "measured.jsonl");
    private static final List<String> OBJECTS = List.of("gradient-summary.json", "summary.json");
    private static final String ENVIRONMENT = "environment.json";
    private static final String MODEL = "checkpoint/model.zip";
    private static final List<String> ARRAYS = List.of("coefficients.bin", "updaterState.bin");
    private static final Set<String> NOT_COMPARED = Set.of("trainingSeconds", "task", "cell", "clipping");
    /** The same data may lie elsewhere. */
    private static final List<String> PLACES_OF_DATA =
            List.of("source", "validationSource", "testSource", "localeProviders");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path old;
    private final Path again;
    private long compared;
    private @Nullable String difference;

    private RecordedNumbers(Path old, Path again) {
        this.old = old;
        this.again = again;
    }

    /**
     * What came of it.
     *
     * @param compared how many numbers and texts are the same, a whole array counting as one
     * @param difference the first that is not, with its place and both values; null if all are
     */
    public record Outcome(long compared, @Nullable String difference) {}

    /** Compares the record of a run with that of the same run made again. */
    public static Outcome compare(Path old, Path again) {
        RecordedNumbers numbers = new RecordedNumbers(old, again);
        try {
            numbers.compare();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the records in " + old + " and " + again, e);
        }
        return new Outcome(numbers.compared, numbers.difference);
    }

    private void compare() throws IOException {
        if (isToCompare(ENVIRONMENT)) {
            data();
        }
        for (String name : LINES) {
            if (isToCompare(name)) {
                lines(name);
            }
        }
        for (String name : OBJECTS) {
            if (isToCompare(name)) {
                node(
                        name,
                        MAPPER.readTree(old.resolve(name).toFile()),
                        MAPPER.readTree(again.resolve(name).toFile()));
            }
        }
        if (isToCompare(MODEL)) {
            arrays();
        }
    }

    /** A run has one task, whose label is another where the run is no longer one of a comparison's. */
    private void data() throws IOException {
        List<ObjectNode> one = data(old);
        List<ObjectNode> other = data(again);
        for (int i = 0; i < one.size(); i++) {
            node(ENVIRONMENT + " data", one.get(i), i < other.size() ? other.get(i) : null);
        }
    }

    private static List<ObjectNode> data(Path directory) throws IOException {
        List<ObjectNode> tasks = new ArrayList<>();
        for (JsonNode task :
                MAPPER.readTree(directory.resolve(ENVIRONMENT).toFile()).path("data")) {
            if (task instanceof ObjectNode described) {
                tasks.add(described.remove(PLACES_OF_DATA));
            }
        }
        return tasks;
    }

    private boolean isToCompare(String name) {
        if (difference != null || !Files.exists(old.resolve(name))) {
            return false;
        }
        if (!Files.exists(again.resolve(name))) {
            difference = name + " is missing";
        }
        return difference == null;
    }

    private void lines(String name) throws IOException {
        try (var ours = Files.newBufferedReader(old.resolve(name));
                var theirs = Files.newBufferedReader(again.resolve(name))) {
            int number = 0;
            while (difference == null) {
                String one = ours.readLine();
                String other = theirs.readLine();
                number++;
                if (one == null && other == null) {
                    return;
                }
                String place = name + ":" + number;
                if (one == null || other == null) {
                    difference = place + " is in one of the records only";
                    return;
                }
                node(place, MAPPER.readTree(one), MAPPER.readTree(other));
            }
        }
    }

    /** Numbers are the same if they are as doubles. */
    private void node(String place, JsonNode one, @Nullable JsonNode other) {
        if (difference != null) {
            return;
        }
        if (other == null) {
            difference = place + " was " + one + " and is missing";
        } else if (one.isObject() && other.isObject()) {
            Iterator<Map.Entry<String, JsonNode>> fields = one.fields();
            while (fields.hasNext()) {
                Map.Entry<String, JsonNode> field = fields.next();
                if (!NOT_COMPARED.contains(field.getKey())) {
                    node(place + " " + field.getKey(), field.getValue(), other.get(field.getKey()));
                }
            }
        } else if (one.isArray() && other.isArray() && one.size() == other.size()) {
            for (int i = 0; i < one.size(); i++) {
                node(place + "[" + i + "]", one.get(i), other.get(i));
            }
        } else if (one.toString().equals(other.toString())) {
            compared++;
        } else {
            difference = place + " was " + one + " and is " + other;
        }
    }

    private void arrays() throws IOException {
        for (String array : ARRAYS) {
            byte[] one = entry(old.resolve(MODEL), array);
            byte[] other = entry(again.resolve(MODEL), array);
            if (difference == null && !Arrays.equals(one, other)) {
                difference = array + " in " + MODEL + " differs from byte " + Arrays.mismatch(one, other) + " on";
            }
            compared += difference == null && one.length > 0 ? 1 : 0;
        }
    }

    private static byte[] entry(Path file, String name) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null) {
                return new byte[0];
            }
            try (var in = zip.getInputStream(entry)) {
                return in.readAllBytes();
            }
        }
    }
}
