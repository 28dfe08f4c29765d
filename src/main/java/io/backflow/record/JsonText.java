// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.record.internal.Decimal;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonGenerator;
import org.nd4j.shade.jackson.core.JsonParseException;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.core.StreamReadFeature;

/** A row as one line of strict JSON (RFC 8259) and back: see {@link JsonLines} for what becomes of each type. */
final class JsonText {

    /** Deeper than any record; a file of opening brackets must not overflow the stack. */
    private static final int MAX_DEPTH = 16;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonText() {}

    static String write(Row row) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            write(json, row);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter throws none
        }
        return text.toString();
    }

    private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Row row) {
            json.writeStartObject();
            for (Map.Entry<String, @Nullable Object> field : row.fields().entrySet()) {
                json.writeFieldName(field.getKey());
                write(json, field.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> items) {
            json.writeStartArray();
            for (Object item : items) {
                write(json, item);
            }
            json.writeEndArray();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof String text) {
            json.writeString(text);
        } else if (Decimal.isNonFinite(value)) {
            json.writeString(Decimal.text(value));
        } else {
            json.writeNumber(Decimal.text(value));
        }
    }

    /**
     * Reads one line.
     *
     * @throws IOException if it is not exactly one JSON object
     */
    static Row read(String line) throws IOException {
        try (JsonParser json = JSON.createParser(line)) {
            expect(json.nextToken() == JsonToken.START_OBJECT, json, "A line must be a JSON object");
            Row row = readRow(json, 1);
            expect(json.nextToken() == null, json, "A line must be one JSON object and nothing else");
            return row;
        }
    }

    private static Row readRow(JsonParser json, int depth) throws IOException {
        expect(depth <= MAX_DEPTH, json, "Objects must not be nested deeper than " + MAX_DEPTH);
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            switch (json.nextToken()) {
                case START_OBJECT -> fields.put(name, readRow(json, depth + 1));
                case START_ARRAY -> fields.put(name, readList(json));
                case VALUE_NULL -> fields.put(name, null);
                default -> fields.put(name, readScalar(json));
            }
        }
        return new Row(fields);
    }

    private static List<Object> readList(JsonParser json) throws IOException {
        List<Object> items = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            items.add(readScalar(json));
        }
        return items;
    }

    private static Object readScalar(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_STRING -> json.getText();
            case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            default -> throw new JsonParseException(json, "A list must hold numbers, texts or flags");
        };
    }

    private static void expect(boolean holds, JsonParser json, String rule) throws JsonParseException {
        if (!holds) {
            throw new JsonParseException(json, rule);
        }
    }
}
