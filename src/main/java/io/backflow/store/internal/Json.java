// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.nd4j.shade.jackson.annotation.JsonInclude;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.DeserializationFeature;
import org.nd4j.shade.jackson.databind.MapperFeature;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.json.JsonMapper;

/**
 * Records as small JSON files that people read too.
 *
 * <p>They are indented and strict: NaN and the infinities are the strings {@code NaN}, {@code Infinity} and
 * {@code -Infinity}. A component that is null is left out. What a file has beside the components is not looked at; what
 * it lacks is as {@link RecordComponents} says. Jackson is the one that DL4J brings.
 */
public final class Json {

    private static final ObjectMapper MAPPER = mapper();

    private Json() {}

    private static ObjectMapper mapper() {
        return JsonMapper.builder()
                .annotationIntrospector(new RecordComponents())
                .addModule(new StrictValues())
                .injectableValues(new RecordComponents.Defaults())
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
    }

    /** Returns a record, or a map, as the text of a file. */
    public static String pretty(Object content) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not to be written as JSON: " + content, e);
        }
    }

    /**
     * Reads a file.
     *
     * @throws UncheckedIOException if it cannot be read or does not hold such an object
     */
    public static <T> T read(Path file, Class<T> type) {
        try {
            return MAPPER.readValue(Files.readString(file), type);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a text.
     *
     * @throws IOException if it does not hold such an object
     */
    public static <T> T parse(byte[] text, Class<T> type) throws IOException {
        return MAPPER.readValue(text, type);
    }
}
