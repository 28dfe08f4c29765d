// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.Numbers;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.raw.SequenceFormat;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A table of time steps, a column of which says to which sequence a row belongs. */
public final class LongFormat implements SequenceFormat {

    /** Share of cells that are numbers, below which a text is no table of numbers. */
    static final double FEWEST_NUMBERS = 0.2;

    @Override
    public String name() {
        return "long";
    }

    @Override
    public String description() {
        return "one time step a row, with a column that says which sequence";
    }

    @Override
    public Optional<String> recognises(Look look) {
        if (look.isDirectory() || look.isBinary()) {
            return Optional.empty();
        }
        Dialect dialect = DialectSniffer.sniff(look, ReadSettings.NONE);
        int id = id(dialect);
        return id < 0 || dialect.numeric() < FEWEST_NUMBERS
                ? Optional.empty()
                : Optional.of(dialect.columns().word(id) + " says which sequence a row is of");
    }

    @Override
    public RawSequences read(Path file, ReadSettings settings) {
        Dialect dialect = DialectSniffer.sniff(Look.at(file), settings);
        ColumnNames columns = dialect.columns();
        int id = settings.id() == null ? id(dialect) : columns.find(settings.id());
        if (id < 0) {
            throw DataException.in(
                    file,
                    "no column looks like the sequences' ids; id: COLUMN names it"
                            + (dialect.header() ? ", one of " + columns.names() : " by its number from 0"));
        }
        Roles roles = Roles.of(dialect, settings, id);
        StepTable.Words words = new StepTable.Words(new Numbers(dialect.decimal()));
        StepTable table = new StepTable(dialect, roles, settings, StepTable.Separator.NONE, "", words);
        TableScanner.scan(file, dialect.delimiter(), table);
        StepSequences steps = new StepSequences(roles, words.words());
        steps.addAll(file, table.finished());
        Map<String, String> notes = new LinkedHashMap<>();
        dialect.note(notes);
        Map<String, Object> said = said(roles, notes);
        if (table.isGathered()) {
            said.put("order", "sort");
            notes.put("order", "not that of sequences and times: sorted");
        }
        return steps.read(file, notes, said);
    }

    /** Says of a table of numbers that looks like no form what is to be said of it; empty of what is none. */
    public static Optional<String> hint(Look look) {
        Dialect dialect = DialectSniffer.sniff(look, ReadSettings.NONE);
        if (dialect.numeric() < FEWEST_NUMBERS) {
            return Optional.empty();
        }
        String columns = dialect.header()
                ? "the columns " + dialect.columns().names()
                : dialect.columns().size() + (dialect.columns().size() == 1 ? " column" : " columns")
                        + " and no header";
        return Optional.of("is a table with " + columns
                + ", but nothing says which rows are a sequence; id: COLUMN names the column that does, form: rows"
                + " takes each row for one, form: blocks all rows up to an empty line");
    }

    /** Notes the columns, and returns what has to be said for them to be taken so again. */
    static Map<String, Object> said(Roles roles, Map<String, String> notes) {
        Map<String, Object> said = new LinkedHashMap<>();
        put("id", roles.id, roles, notes, said);
        put("time", roles.time, roles, notes, said);
        put("label", roles.label, roles, notes, said);
        if (!roles.targets.isEmpty()) {
            said.put(
                    "targets",
                    roles.targets.stream().map(column -> key(roles, column)).toList());
        }
        return said;
    }

    private static void put(String key, int column, Roles roles, Map<String, String> notes, Map<String, Object> said) {
        if (column >= 0) {
            notes.put(key, roles.columns.word(column));
            said.put(key, key(roles, column));
        }
    }

    private static String key(Roles roles, int column) {
        return roles.columns.header() ? roles.columns.names().get(column) : Integer.toString(column);
    }

    private static int id(Dialect dialect) {
        ColumnNames columns = dialect.columns();
        if (columns.called(ColumnNames.ID).isPresent()) {
            return columns.called(ColumnNames.ID).getAsInt();
        }
        boolean runs = dialect.header()
                && columns.size() >= 2
                && !ColumnNames.LABEL.contains(ColumnNames.plain(columns.names().get(0)))
                && !ColumnNames.TIME.contains(ColumnNames.plain(columns.names().get(0)))
                && comesInRuns(dialect.column(0));
        return runs ? 0 : -1;
    }

    /** Whether a value stays for some rows, and does not come back once it has changed. */
    private static boolean comesInRuns(List<String> cells) {
        long runs = 0;
        for (int i = 0; i < cells.size(); i++) {
            runs += i == 0 || !cells.get(i).equals(cells.get(i - 1)) ? 1 : 0;
        }
        return runs >= 2
                && 2 * runs <= cells.size()
                && runs == cells.stream().distinct().count();
    }
}
