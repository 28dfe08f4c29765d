// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.core.io.JsonEOFException;

/**
 * A line of a file of JSON lines. Lists of numbers are arrays of doubles; the texts NaN and Infinity are numbers.
 *
 * @param fields by name, without those that were not asked for
 */
record Line(Map<String, Object> fields) {

    private static final JsonFactory JSON = new JsonFactory();

    private static final Line EMPTY = new Line(Map.of());

    private static final double[] NONE = {};

    /**
     * Hands over each line of a file, in order; nothing if there is no file. A line that is not whole, as the last one
     * of a run that is still training, ends the reading.
     *
     * @param skipped names of fields that are passed over, wherever they stand
     * @return how many lines were read
     */
    static int read(Path file, Set<String> skipped, Consumer<Line> lines) {
        if (!Files.isRegularFile(file)) {
            return 0;
        }
        int count = 0;
        try (InputStream bytes = Files.newInputStream(file);
                JsonParser json = JSON.createParser(bytes)) {
            for (Map<String, Object> fields = next(json, skipped); fields != null; fields = next(json, skipped)) {
                lines.accept(new Line(fields));
                count++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
        }
        return count;
    }

    private static @Nullable Map<String, Object> next(JsonParser json, Set<String> skipped) throws IOException {
        try {
            return json.nextToken() == JsonToken.START_OBJECT ? object(json, skipped) : null;
        } catch (JsonProcessingException | CharConversionException e) {
            return null; // not whole
        }
    }

    /** Returns the object that a text holds; null if it holds none, or not a whole one. */
    static @Nullable Line parse(String text, Set<String> skipped) {
        try (JsonParser json = JSON.createParser(text)) {
            return json.nextToken() == JsonToken.START_OBJECT ? new Line(object(json, skipped)) : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static Map<String, Object> object(JsonParser json, Set<String> skipped) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.getCurrentName();
            json.nextToken();
            if (skipped.contains(name)) {
                json.skipChildren();
            } else {
                Object value = value(json, skipped);
                if (value != null) {
                    fields.put(name, value);
                }
            }
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new JsonEOFException(json, null, "cut off");
        }
        return fields;
    }

    private static @Nullable Object value(JsonParser json, Set<String> skipped) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json, skipped);
            case START_ARRAY -> array(json, skipped);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
                Decimals.parse(json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
            case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
            case VALUE_STRING -> textOrNumber(json.getText());
            default -> null;
        };
    }

    private static Object textOrNumber(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> text;
        };
    }

    private static Object array(JsonParser json, Set<String> skipped) throws IOException {
        double[] numbers = new double[16];
        int count = 0;
        List<Object> others = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == null) {
                throw new JsonEOFException(json, null, "cut off");
            }
            Object value = token == JsonToken.VALUE_NULL ? Double.valueOf(Double.NaN) : value(json, skipped);
            if (value instanceof Double number) {
                numbers = count < numbers.length ? numbers : Arrays.copyOf(numbers, 2 * count);
                numbers[count++] = number;
            } else if (value != null) {
                others.add(value);
            }
        }
        return others.isEmpty() ? Arrays.copyOf(numbers, count) : others;
    }

    /** Returns the object at a path; an empty one if there is none. */
    Line at(String... path) {
        Line here = this;
        for (String name : path) {
            here = here.fields.get(name) instanceof Map<?, ?> inner ? of(inner) : EMPTY;
        }
        return here;
    }

    @SuppressWarnings("unchecked") // JSON has no other keys
    private static Line of(Map<?, ?> fields) {
        return new Line((Map<String, Object>) fields);
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** Returns a number; NaN if there is none. */
    double number(String name) {
        return fields.get(name) instanceof Double number ? number : Double.NaN;
    }

    /** Returns a whole number; 0 if there is none. */
    long whole(String name) {
        return (long) number(name);
    }

    /** Returns a text; an empty one if there is none. */
    String text(String name) {
        return fields.get(name) instanceof String text ? text : "";
    }

    /** Returns a list of numbers; an empty one if there is none. */
    double[] numbers(String name) {
        return fields.get(name) instanceof double[] numbers ? numbers : NONE;
    }

    /** Returns a list of texts; an empty one if there is none. */
    List<String> texts(String name) {
        return fields.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
