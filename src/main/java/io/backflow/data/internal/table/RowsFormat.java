// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.Numbers;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.RawSequences.Asked;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.raw.SequenceFormat;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A table with a sequence of one feature in every row, and its label in the first column or the last, as UCR's. */
public final class RowsFormat implements SequenceFormat {

    /** A table of fewer columns is hardly one of sequences. */
    private static final int FEWEST_COLUMNS = 3;

    @Override
    public String name() {
        return "rows";
    }

    @Override
    public String description() {
        return "one sequence a row";
    }

    @Override
    public Optional<String> recognises(Look look) {
        if (look.isDirectory() || look.isBinary()) {
            return Optional.empty();
        }
        Dialect dialect = DialectSniffer.sniff(look, ReadSettings.NONE);
        boolean rows = dialect.numeric() >= LongFormat.FEWEST_NUMBERS
                && dialect.sample().stream().anyMatch(row -> row.size() >= FEWEST_COLUMNS);
        if (!rows) {
            return Optional.empty();
        }
        RowLabel label = RowLabel.of(dialect, ReadSettings.NONE, look.path());
        if (dialect.header() && !countsSteps(dialect.columns())) {
            return Optional.empty(); // columns with names of their own are features, and none says which sequence
        }
        return Optional.of("its rows are numbers" + (label.isKnown() ? ", with a label " + label.words() : ""));
    }

    @Override
    public RawSequences read(Path file, ReadSettings settings) {
        Dialect dialect = DialectSniffer.sniff(Look.at(file), settings);
        RowLabel label = RowLabel.of(dialect, settings, file);
        RowTable table = new RowTable(dialect, label, settings);
        TableScanner.scan(file, dialect.delimiter(), table);
        Map<String, String> notes = new LinkedHashMap<>();
        dialect.note(notes);
        notes.put("label", label.words());
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("label", label.key());
        if (table.missing() > 0) {
            notes.put("row ends", "missing values at the end of a row make a sequence shorter");
        }
        return new RawSequences(
                file,
                notes,
                List.of("value"),
                label.isKnown() ? Asked.LABEL : Asked.NOTHING,
                label.isKnown() ? List.of(label.name()) : List.of(),
                List.of(),
                table.sequences(),
                said);
    }

    /** Whether all names but a few are t1, t2 or numbers. */
    private static boolean countsSteps(ColumnNames columns) {
        long counted = columns.names().stream()
                .filter(name -> name.matches("[A-Za-z_. -]{0,12}\\d+"))
                .count();
        return counted >= FEWEST_COLUMNS && counted >= columns.size() - 2L;
    }

    /** Says that there must be something to read. */
    static DataException noValue(Path file, long line) {
        return DataException.at(file, line, "the row has no value");
    }

    static boolean isWhole(String cell, Numbers numbers) {
        if (!numbers.isNumber(cell)) {
            return false;
        }
        float value = numbers.parse(cell);
        return value == Math.rint(value);
    }
}
