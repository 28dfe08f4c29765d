// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A record as one row: an object within it becomes columns with a dot in their names, a list one text. */
final class FlatRow {

    private FlatRow() {}

    static List<Map<String, @Nullable Object>> rows(Map<String, @Nullable Object> record) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        flatten("", record, row, true);
        return List.of(row);
    }

    static void flatten(
            String prefix, Map<String, @Nullable Object> object, Map<String, @Nullable Object> row, boolean lists) {
        object.forEach((key, value) -> {
            String name = prefix + key;
            if (value instanceof Map<?, ?>) {
                flatten(name + '.', Records.map(value), row, lists);
            } else if (!(value instanceof List<?> items)) {
                row.put(name, value);
            } else if (lists) {
                row.put(name, items.stream().map(String::valueOf).collect(Collectors.joining(" ")));
            }
        });
    }
}
