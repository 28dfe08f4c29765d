// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** JSON files as maps, for tests that look at single fields. */
public final class JsonMaps {

    private JsonMaps() {}

    @SuppressWarnings("unchecked")
    public static Map<String, Object> readObject(Path file) {
        return Json.read(file, LinkedHashMap.class);
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> parse(String text) throws IOException {
        return Json.parse(text.getBytes(StandardCharsets.UTF_8), LinkedHashMap.class);
    }

    public static String text(Map<String, Object> map, String name) {
        return (String) Objects.requireNonNull(map.get(name), name);
    }

    @SuppressWarnings("unchecked")
    public static Map<String, Object> object(Map<String, Object> map, String name) {
        return (Map<String, Object>) Objects.requireNonNull(map.get(name), name);
    }

    /** Returns a number, NaN and the infinities included. */
    public static double number(@Nullable Object value) {
        return value instanceof Number number
                ? number.doubleValue()
                : Double.parseDouble((String) Objects.requireNonNull(value));
    }
}
