// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.series;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.backflow.data.DataException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of a text that are not blank, none of which is held. */
final class SeriesRows {

    private static final String BLANKS = "[ \t]+";

    private final Path file;
    private final String content;
    private final char separator;

    SeriesRows(Path file, String text, char delimiter) {
        boolean blanks = delimiter == ' ';
        this.file = file;
        this.content = blanks ? text.strip().replaceAll(" *\r?\n *", "\n").replaceAll(BLANKS, "\t") : text;
        this.separator = blanks ? '\t' : delimiter;
    }

    @Nullable
    CsvRecord first() {
        try (Stream<CsvRecord> all = stream()) {
            return all.filter(SeriesRows::isNotBlank).findFirst().orElse(null);
        } catch (CsvParseException broken) {
            throw unreadable(broken);
        }
    }

    void forEach(Consumer<CsvRecord> use) {
        try (Stream<CsvRecord> all = stream()) {
            all.filter(SeriesRows::isNotBlank).forEachOrdered(use);
        } catch (CsvParseException broken) {
            throw unreadable(broken);
        }
    }

    private Stream<CsvRecord> stream() {
        return CsvReader.builder()
                .fieldSeparator(separator)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(content)
                .stream();
    }

    private static boolean isNotBlank(CsvRecord row) {
        for (String cell : row.getFields()) {
            if (!cell.isBlank()) {
                return true;
            }
        }
        return false;
    }

    private DataException unreadable(CsvParseException broken) {
        return broken.getCause() instanceof DataException ours
                ? ours
                : new DataException(file + ": " + broken.getMessage(), broken);
    }
}
