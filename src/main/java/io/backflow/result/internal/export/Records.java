// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.export;

import io.backflow.setting.internal.FileFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** The records of a run's file, one after the other, with all digits of their numbers. */
final class Records {

    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static final List<String> INDEX = List.of("update", "epoch", "batch", "segment", "miniBatchSize");

    private Records() {}

    /**
     * Hands on the records of a file; none if it is not there. A last line that is not whole is left out.
     *
     * @throws UncheckedIOException naming the file, and the line if it is no record
     */
    static void read(Path file, Consumer<Map<String, @Nullable Object>> taker) {
        if (!Files.isRegularFile(file)) {
            return;
        }
        try {
            if (file.toString().endsWith(".json")) {
                taker.accept(map(MAPPER.readValue(Files.readString(file), Map.class)));
            } else {
                lines(file, taker);
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + FileFailure.reason(e), e);
        }
    }

    private static void lines(Path file, Consumer<Map<String, @Nullable Object>> taker) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            long number = 1;
            for (String line = reader.readLine(); line != null; number++) {
                String next = reader.readLine();
                try {
                    taker.accept(map(MAPPER.readValue(line, Map.class)));
                } catch (JsonProcessingException e) {
                    if (next != null) {
                        throw new UncheckedIOException("Cannot read " + file + ": line " + number + " is no record", e);
                    }
                }
                line = next;
            }
        }
    }

    @SuppressWarnings("unchecked") // JSON's keys are texts
    static Map<String, @Nullable Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }

    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    static @Nullable Object at(@Nullable Object list, int index) {
        List<?> items = list(list);
        return index < items.size() ? items.get(index) : null;
    }

    static int whole(@Nullable Object value, int other) {
        return value instanceof Number number ? number.intValue() : other;
    }

    /** Returns which update a record is of. */
    static Map<String, @Nullable Object> index(Map<String, @Nullable Object> record) {
        Map<String, @Nullable Object> index = new LinkedHashMap<>();
        INDEX.stream().filter(record::containsKey).forEach(key -> index.put(key, record.get(key)));
        return index;
    }
}
