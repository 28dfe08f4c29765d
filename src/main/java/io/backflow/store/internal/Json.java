// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.type.TypeReference;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** Small JSON files that people read too: indented, strict, non-finite numbers as the strings NaN, Infinity, -Infinity. */
public final class Json {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};

    private Json() {}

    public static String pretty(Map<String, ?> content) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(strict(content)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not to be written as JSON: " + content, e);
        }
    }

    private static @Nullable Object strict(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, element) -> copy.put(String.valueOf(key), strict(element)));
            return copy;
        }
        if (value instanceof Collection<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(strict(element)));
            return copy;
        }
        if (value instanceof double[] numbers) {
            return strict(Arrays.stream(numbers).boxed().toList());
        }
        return value instanceof Double number && !Double.isFinite(number) ? number.toString() : value;
    }

    /**
     * Reads a file that holds one object.
     *
     * @throws UncheckedIOException if it cannot be read or is not an object
     */
    public static Map<String, Object> readObject(Path file) {
        try {
            return MAPPER.readValue(Files.readString(file), OBJECT);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads one object.
     *
     * @throws IOException if it is something else
     */
    public static Map<String, Object> parse(byte[] text) throws IOException {
        return MAPPER.readValue(text, OBJECT);
    }

    /** Returns the text of that name, which must be there. */
    public static String text(Map<String, Object> map, String name) {
        return (String) Objects.requireNonNull(map.get(name), name);
    }

    /** Returns the object of that name, which must be there. */
    public static Map<String, Object> object(Map<String, Object> map, String name) {
        return MAPPER.convertValue(Objects.requireNonNull(map.get(name), name), OBJECT);
    }

    /** Returns a whole number. */
    public static long integer(Map<String, Object> map, String name) {
        return ((Number) Objects.requireNonNull(map.get(name), name)).longValue();
    }

    /** Returns a number that was written by {@link #pretty}, NaN and the infinities included. */
    public static double number(@Nullable Object value) {
        return value instanceof Number number
                ? number.doubleValue()
                : Double.parseDouble((String) Objects.requireNonNull(value));
    }
}
