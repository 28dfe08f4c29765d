// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal.starter;

import io.backflow.config.internal.ConfigSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.StringJoiner;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** What the schema says of records and their keys; nothing of those that somebody else brought. */
final class Descriptions {

    private static final String DESCRIPTION = "description";

    private final JsonNode definitions;

    Descriptions() {
        try {
            definitions = new ObjectMapper().readTree(ConfigSchema.text()).path("definitions");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns what a record is, without references to the sources; may be empty. */
    String of(Class<?> type) {
        return record(type).path(DESCRIPTION).asText("").replaceAll("[,;] see [A-Z]\\w+(?:(?:, | and )[A-Z]\\w+)*", "");
    }

    /** Returns what a key is, with its values where they are few; may be empty. */
    String of(Class<?> type, String key) {
        JsonNode said = record(type).path("properties").path(key);
        String text = said.path(DESCRIPTION).asText("");
        JsonNode values = said.has("enum")
                ? said.path("enum")
                : said.path("anyOf").path(0).path("enum");
        StringJoiner names = new StringJoiner(", ", " [", "]");
        values.forEach(value -> names.add(value.asText()));
        return values.isEmpty() ? text : text + names;
    }

    private JsonNode record(Class<?> type) {
        return definitions.path(type.getSimpleName());
    }
}
