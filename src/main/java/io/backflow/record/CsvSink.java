// SPDX-License-Identifier: Apache-2.0
package io.backflow.record;

import io.backflow.record.internal.Decimal;
import io.backflow.record.internal.LineFile;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the table rows of every record, below one header. */
final class CsvSink implements RecordSink {

    private final Path path;
    private final LineFile file;
    private String header;

    /**
     * Makes a sink.
     *
     * @param header the line that the file starts with, with its line end; empty if there is none yet
     */
    CsvSink(Path path, LineFile file, String header) {
        this.path = path;
        this.file = file;
        this.header = header;
    }

    @Override
    public <T> void write(RecordFormat<? super T> format, T record) {
        write(format.table(record));
    }

    private synchronized void write(List<Row> rows) {
        StringBuilder lines = new StringBuilder();
        String expected = header;
        for (Row row : rows) {
            String columns = line(row.names());
            if (expected.isEmpty()) {
                expected = columns;
                lines.append(columns);
            }
            if (!columns.equals(expected)) {
                throw new IllegalArgumentException(
                        "The columns of " + path + " must be " + expected.strip() + ", got " + columns.strip());
            }
            lines.append(line(row.fields().values()));
        }
        file.write(lines.toString());
        header = expected; // only now: rows that were refused have left no header
    }

    private static String line(Collection<?> values) {
        return values.stream().map(CsvSink::field).collect(Collectors.joining(",", "", "\n"));
    }

    /** Quotes what would end a field early, and the empty text, which would read as a missing value. */
    private static String field(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Number number) {
            return Decimal.text(number);
        }
        String text = value.toString();
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }

    @Override
    public void flush() {
        file.flush();
    }

    @Override
    public void close() {
        file.close();
    }
}
