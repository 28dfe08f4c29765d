// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.record.internal.Decimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows as they are; in a table, a row within a row becomes fields with a dot in their names, a list one text. */
final class RowFormat implements RecordFormat<Row> {

    static final RowFormat INSTANCE = new RowFormat();

    private RowFormat() {}

    @Override
    public Row row(Row row) {
        return row;
    }

    @Override
    public List<Row> table(Row row) {
        Row.Builder flat = Row.builder();
        flatten("", row, flat);
        return List.of(flat.build());
    }

    private static void flatten(String prefix, Row row, Row.Builder flat) {
        for (Map.Entry<String, ?> field : row.fields().entrySet()) {
            String name = prefix + field.getKey();
            if (field.getValue() instanceof Row inner) {
                flatten(name + '.', inner, flat);
            } else if (field.getValue() instanceof List<?> items) {
                flat.with(name, items.stream().map(RowFormat::text).collect(Collectors.joining(" ")));
            } else {
                flat.put(name, field.getValue());
            }
        }
    }

    @Override
    public Optional<String> line(Row row) {
        return Optional.of(row.fields().entrySet().stream()
                .map(field -> field.getKey() + " " + text(field.getValue()))
                .collect(Collectors.joining(", ")));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "-" : value instanceof Number number ? Decimal.text(number) : value.toString();
    }
}
