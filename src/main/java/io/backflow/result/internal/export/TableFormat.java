// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.export;

import io.backflow.setting.internal.FileFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** How a table is written. */
public enum TableFormat {
    /** With a header; what has no value is empty; quoted as in RFC 4180. */
    CSV,
    /** An object a line, each with all columns; what has no value is null. */
    JSONL;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Returns what the names of its files end with. */
    public String ending() {
        return this == CSV ? ".csv" : ".jsonl";
    }

    void header(Set<String> columns, Appendable out) {
        if (this == CSV) {
            append(out, line(columns));
        }
    }

    void row(Set<String> columns, Map<String, @Nullable Object> row, Appendable out) {
        Map<String, @Nullable Object> whole = new LinkedHashMap<>();
        columns.forEach(column -> whole.put(column, row.get(column)));
        try {
            append(out, this == CSV ? line(whole.values()) : MAPPER.writeValueAsString(whole) + '\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(Appendable out, String line) {
        try {
            out.append(line);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write: " + FileFailure.reason(e), e);
        }
    }

    private static String line(Collection<?> values) {
        return values.stream().map(TableFormat::field).collect(Collectors.joining(",", "", "\n"));
    }

    private static String field(@Nullable Object value) {
        String text = value == null ? "" : value.toString();
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
