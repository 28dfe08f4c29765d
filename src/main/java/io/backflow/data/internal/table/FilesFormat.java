// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.Numbers;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.raw.SequenceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A folder of tables of time steps, each of them one sequence. */
public final class FilesFormat implements SequenceFormat {

    private static final int NONE = -1;

    @Override
    public String name() {
        return "files";
    }

    @Override
    public String description() {
        return "a folder with one file a sequence, one time step a row";
    }

    @Override
    public Optional<String> recognises(Look look) {
        if (!look.isDirectory()) {
            return Optional.empty();
        }
        List<Path> files = files(look.path());
        if (files.isEmpty()) {
            return Optional.empty();
        }
        Look first = Look.at(files.get(0));
        return first.isBinary()
                        || DialectSniffer.sniff(first, ReadSettings.NONE).numeric() < LongFormat.FEWEST_NUMBERS
                ? Optional.empty()
                : Optional.of("it is a folder of " + files.size() + " tables of numbers");
    }

    @Override
    public RawSequences read(Path folder, ReadSettings settings) {
        List<Path> files = files(folder);
        if (files.isEmpty()) {
            throw DataException.in(folder, "the folder has no files");
        }
        Dialect first = DialectSniffer.sniff(Look.at(files.get(0)), settings);
        Roles roles = Roles.of(first, settings, NONE);
        StepTable.Words words = new StepTable.Words(new Numbers(first.decimal()));
        StepSequences steps = new StepSequences(roles, words.words());
        for (Path file : files) {
            Dialect dialect = like(first, file, settings);
            String name = String.valueOf(file.getFileName());
            StepTable table = new StepTable(dialect, roles, settings, StepTable.Separator.NONE, name, words);
            TableScanner.scan(file, first.delimiter(), table);
            List<Growing> finished = table.finished();
            if (finished.isEmpty()) {
                throw DataException.in(file, first.header() ? "has a header, but no rows" : "has no rows");
            }
            steps.addAll(file, finished);
        }
        Map<String, String> notes = new LinkedHashMap<>();
        first.note(notes);
        return steps.read(folder, notes, LongFormat.said(roles, notes));
    }

    /** Returns how the first file is written, for another one, whose header has to be the same. */
    private static Dialect like(Dialect first, Path file, ReadSettings settings) {
        ColumnNames columns = first.columns();
        if (first.header()) {
            List<String> own = CellSplitter.split(header(file), first.delimiter());
            if (!own.equals(columns.names())) {
                throw DataException.at(
                        file, 1, "has the columns " + own + ", but the files before it have " + columns.names());
            }
        }
        return new Dialect(
                first.delimiter(),
                settings.decimal() == null ? first.decimal() : settings.decimal(),
                new ColumnNames(file, columns.names(), first.header()),
                List.of(),
                first.numeric());
    }

    private static String header(Path file) {
        return Look.at(file).lines().stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .findFirst()
                .orElse("");
    }

    /** Returns the files of a folder in the order of their names, without hidden ones. */
    static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw DataException.in(folder, Files.exists(folder) ? "is a file, a folder is needed" : "no such folder");
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile)
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .sorted(Comparator.comparing(file -> String.valueOf(file.getFileName())))
                    .toList();
        } catch (IOException failure) {
            throw new DataException(folder + ": the folder cannot be listed", failure);
        }
    }
}
