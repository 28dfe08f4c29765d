// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.predict;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.backflow.run.internal.predict.Predictions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Predictions as CSV, row by row as they come, or as part of a JSON document. */
final class PredictionTable {

    private PredictionTable() {}

    /** Writes a header and the rows; what is not known is empty. */
    static void write(Predictions predictions, Writer writer) {
        CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(writer);
        csv.writeRecord(predictions.columns());
        predictions.forEach(row -> csv.writeRecord(
                row.stream().map(value -> Objects.toString(value, "")).toList()));
        try {
            csv.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the document: the rows by the names of their columns. */
    static Map<String, Object> document(Path directory, Path file, Predictions predictions) {
        List<String> columns = predictions.columns();
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        predictions.forEach(row -> {
            Map<String, @Nullable Object> named = new LinkedHashMap<>();
            for (int column = 0; column < columns.size(); column++) {
                named.put(columns.get(column), row.get(column));
            }
            rows.add(named);
        });
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("run", directory.toString());
        document.put("data", file.toString());
        document.put("columns", columns);
        document.put("predictions", rows);
        return document;
    }
}
