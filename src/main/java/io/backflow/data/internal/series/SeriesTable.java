// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.series;

import de.siegmar.fastcsv.reader.CsvRecord;
import io.backflow.data.DataException;
import io.backflow.data.internal.sequence.ContentDigest;
import io.backflow.data.internal.source.TextFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a series that a configuration asks for.
 *
 * @param names of targets, then of features
 * @param targets how many of them are targets
 * @param columns values [targets and features][rows]; a missing one is NaN
 * @param sha256 of the file's text
 * @param missing how many values are missing
 */
@SuppressWarnings("ArrayRecordComponent") // shared, not compared
record SeriesTable(List<String> names, int targets, double[][] columns, String sha256, long missing) {

    private static final Set<String> MISSING = Set.of("", "na", "nan", "null", "?", "n/a");
    private static final Pattern THOUSANDS = Pattern.compile("[+-]?\\d{1,3}(?:[.,' \u00a0\u202f]\\d{3})+(?:[.,]\\d+)?");

    /** Looked for in this order; a blank only where none of these divides the lines. */
    private static final List<Character> DELIMITERS = List.of('\t', ';', ',', '|');

    private static final int LONGEST_MISSING = 4;
    private static final int LINES_TO_LOOK_AT = 50;
    private static final int FIRST_ROWS = 1024;

    /** Returns the number of rows. */
    int rows() {
        return columns[0].length;
    }

    /**
     * Reads a file.
     *
     * @throws DataException naming the line and column of the first thing wrong
     */
    static SeriesTable read(Path file, SeriesConfig config) {
        String text = TextFile.read(file);
        String sha256 =
                new ContentDigest().add(text.getBytes(StandardCharsets.UTF_8)).hex();
        SeriesRows rows = new SeriesRows(file, text, delimiter(text, config));
        CsvRecord first = rows.first();
        if (first == null) {
            throw DataException.in(file, "has no row");
        }
        return new Reading(file, config, first).table(rows, sha256);
    }

    /** Returns the cells of the first line. */
    static List<String> columns(Path file, @Nullable Character delimiter) {
        String text = TextFile.read(file);
        CsvRecord first = new SeriesRows(file, text, delimiter == null ? sniff(text) : delimiter).first();
        if (first == null) {
            throw DataException.in(file, "has no row");
        }
        return first.getFields().stream().map(String::strip).toList();
    }

    /** Returns the moments of the rows, as the file has them; empty where no column says them. */
    static List<String> times(Path file, SeriesConfig config) {
        if (config.time() == null) {
            return List.of();
        }
        String text = TextFile.read(file);
        SeriesRows rows = new SeriesRows(file, text, delimiter(text, config));
        CsvRecord first = rows.first();
        if (first == null) {
            return List.of();
        }
        Reading reading = new Reading(file, config, first);
        int column = reading.column("time", config.time());
        List<String> times = new ArrayList<>();
        rows.forEach(row ->
                times.add(column < row.getFieldCount() ? row.getField(column).strip() : ""));
        return reading.header ? times.subList(1, times.size()) : times;
    }

    private static char delimiter(String text, SeriesConfig config) {
        return config.delimiter() == null ? sniff(text) : config.delimiter().charAt(0);
    }

    /** Returns what most likely stands between cells. */
    static char sniff(String text) {
        List<String> lines = text.lines()
                .filter(line -> !line.isBlank())
                .limit(LINES_TO_LOOK_AT)
                .toList();
        for (char delimiter : DELIMITERS) {
            long count = count(lines.get(0), delimiter);
            if (count > 0 && lines.stream().allMatch(line -> count(line, delimiter) == count)) {
                return delimiter;
            }
        }
        // No line agrees with the others: the most frequent in the first, so that the row that differs is named.
        return DELIMITERS.stream()
                .filter(delimiter -> lines.get(0).indexOf(delimiter) >= 0)
                .findFirst()
                .orElse(lines.get(0).strip().contains(" ") ? ' ' : ',');
    }

    /** Counts outside of quotes. */
    private static long count(String line, char delimiter) {
        boolean quoted = false;
        long count = 0;
        for (int i = 0; i < line.length(); i++) {
            quoted ^= line.charAt(i) == '"';
            count += !quoted && line.charAt(i) == delimiter ? 1 : 0;
        }
        return count;
    }

    /** Returns the rows that are not blank. */
    static List<CsvRecord> records(Path file, String text, char delimiter) {
        List<CsvRecord> records = new ArrayList<>();
        new SeriesRows(file, text, delimiter).forEach(records::add);
        return records;
    }

    /** Reads the cells of one file. */
    private static final class Reading {

        private final Path file;
        private final SeriesConfig config;
        private final boolean header;
        private final List<String> all;
        private double[][] columns = new double[0][];
        private int rows;
        private boolean headerAhead;
        private @Nullable String before;
        private long missing;

        Reading(Path file, SeriesConfig config, CsvRecord first) {
            this.file = file;
            this.config = config;
            this.header = config.header() == null ? looksLikeHeader(first) : config.header();
            this.all = header
                    ? first.getFields().stream().map(String::strip).toList()
                    : IntStream.range(0, first.getFieldCount())
                            .mapToObj(Integer::toString)
                            .toList();
        }

        /** A first line is one of names if a column of the targets is called so, or holds no number there. */
        private boolean looksLikeHeader(CsvRecord first) {
            return config.targets().stream()
                    .anyMatch(target -> first.getFields().stream()
                                    .anyMatch(cell -> cell.strip().equals(target) && !isNumber(cell))
                            || (isColumnNumber(target, first.getFieldCount())
                                    && !isNumber(first.getField(Integer.parseInt(target)))
                                    && !isMissing(first.getField(Integer.parseInt(target)))));
        }

        SeriesTable table(SeriesRows source, String sha256) {
            List<Integer> wanted = new ArrayList<>();
            config.targets().forEach(name -> wanted.add(column("targets", name)));
            config.features().forEach(name -> wanted.add(column("features", name)));
            if (wanted.stream().distinct().count() < wanted.size()) {
                throw DataException.in(
                        file,
                        "a column is named twice among the targets " + config.targets() + " and features "
                                + config.features() + "; the past of the targets is given anyway");
            }
            int time = config.time() == null ? -1 : column("time", config.time());
            Moments moments = time < 0 ? Moments.of(List.of()) : moments(source, time);
            columns = new double[wanted.size()][FIRST_ROWS];
            headerAhead = header;
            source.forEach(row -> add(row, wanted, time, moments));
            if (rows == 0) {
                throw DataException.in(file, "has a header and no row");
            }
            for (int i = 0; i < columns.length; i++) {
                columns[i] = Arrays.copyOf(columns[i], rows);
            }
            List<String> names = wanted.stream().map(all::get).toList();
            return new SeriesTable(names, config.targets().size(), columns, sha256, missing);
        }

        /** How dates are written only all of them can tell. */
        private static Moments moments(SeriesRows source, int time) {
            Moments.Finder finder = new Moments.Finder();
            source.forEach(row -> {
                if (time < row.getFieldCount()) {
                    finder.see(row.getField(time));
                }
            });
            return finder.found();
        }

        private void add(CsvRecord row, List<Integer> wanted, int time, Moments moments) {
            if (headerAhead) {
                headerAhead = false;
                return;
            }
            requireComplete(row);
            if (time >= 0) {
                requireAscending(row, time, moments);
            }
            for (int i = 0; i < columns.length; i++) {
                if (rows == columns[i].length) {
                    columns[i] = Arrays.copyOf(columns[i], rows + rows / 2);
                }
                columns[i][rows] = value(row, wanted.get(i));
            }
            rows++;
        }

        private int column(String key, String name) {
            int named = all.indexOf(name);
            if (named >= 0) {
                return named;
            }
            if (isColumnNumber(name, all.size())) {
                return Integer.parseInt(name);
            }
            throw DataException.in(
                    file,
                    key + ": there is no column '" + name + "', but "
                            + (header ? all.toString() : "numbers 0 to " + (all.size() - 1) + " and no header"));
        }

        private static boolean isColumnNumber(String name, int columns) {
            return name.matches("[0-9]{1,6}") && Integer.parseInt(name) < columns;
        }

        private void requireComplete(CsvRecord row) {
            if (row.getFieldCount() != all.size()) {
                throw DataException.at(
                        file,
                        row.getStartingLineNumber(),
                        "the row has " + row.getFieldCount() + " cells, expected " + all.size());
            }
        }

        private void requireAscending(CsvRecord row, int time, Moments moments) {
            String now = row.getField(time).strip();
            String last = before;
            before = now;
            if (last == null) {
                return;
            }
            boolean numbers = isNumber(last) && isNumber(now);
            int order = numbers
                    ? Double.compare(number(last), number(now))
                    : moments.sortable(last).compareTo(moments.sortable(now));
            if (order >= 0) {
                throw DataException.at(
                        file,
                        row.getStartingLineNumber(),
                        "column '" + all.get(time) + "' must ascend, got '" + now + "' after '" + last
                                + "'; the rows of a series are the oldest first");
            }
        }

        private double value(CsvRecord row, int column) {
            String cell = row.getField(column);
            if (isMissing(cell)) {
                missing++;
                if (config.missing() == SeriesConfig.Missing.FAIL) {
                    throw DataException.at(
                            file,
                            row.getStartingLineNumber(),
                            "column '" + all.get(column) + "' is missing ('" + cell
                                    + "'); missing: carry-forward, interpolate, mean or skip says what to do about it");
                }
                return Double.NaN;
            }
            double value = isNumber(cell) ? number(cell) : Double.NaN;
            if (!Double.isFinite(value)) {
                boolean other = cell.indexOf(config.decimal().equals(".") ? ',' : '.') >= 0;
                boolean thousands = THOUSANDS.matcher(cell.strip()).matches();
                throw DataException.at(
                        file,
                        row.getStartingLineNumber(),
                        "column '" + all.get(column) + "' must be a finite number, got '" + cell + "'"
                                + (other ? "; decimals come after '" + config.decimal() + "', see decimal" : "")
                                + (thousands ? "; thousands separators are not read" : ""));
            }
            return value;
        }

        private boolean isNumber(String cell) {
            try {
                return !Double.isNaN(number(cell));
            } catch (NumberFormatException text) {
                return false;
            }
        }

        private double number(String cell) {
            String plain = cell.strip();
            if (config.decimal().equals(",")) {
                plain = plain.indexOf('.') >= 0 ? "" : plain.replace(',', '.');
            }
            // Java's own suffixes, 1d and 1f, are no numbers to anyone else.
            return isOfDigits(plain) ? Double.parseDouble(plain) : Double.NaN;
        }

        private static boolean isOfDigits(String text) {
            for (int i = 0; i < text.length(); i++) {
                char character = text.charAt(i);
                if ((character < '0' || character > '9') && "-+.eE".indexOf(character) < 0) {
                    return false;
                }
            }
            return !text.isEmpty();
        }

        private static boolean isMissing(String cell) {
            String text = cell.strip();
            return text.length() <= LONGEST_MISSING && MISSING.contains(text.toLowerCase(Locale.ROOT));
        }
    }
}
