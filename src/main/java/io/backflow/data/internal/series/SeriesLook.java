// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.series;

import io.backflow.data.internal.raw.Numbers;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the first lines of a file show of a series.
 *
 * @param delimiter between cells
 * @param decimal the character before decimals
 * @param header whether the first line names the columns
 * @param names of the columns: the header, or numbers from 0
 * @param rows the cells of the lines without the header
 */
record SeriesLook(char delimiter, char decimal, boolean header, List<String> names, List<List<String>> rows) {

    /** What columns of moments are called besides the texts that are dates. */
    private static final Set<String> TIMES = Set.of(
            "t",
            "time",
            "timestamp",
            "date",
            "datetime",
            "datum",
            "zeit",
            "year",
            "jahr",
            "month",
            "day",
            "hour",
            "step",
            "index",
            "ds");

    private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d*,\\d+(?:[eE][+-]?\\d+)?");
    private static final Pattern DECIMAL_POINT = Pattern.compile("[+-]?\\d*\\.\\d+(?:[eE][+-]?\\d+)?");
    private static final Pattern PERHAPS_THOUSANDS = Pattern.compile("[+-]?[1-9]\\d{0,2},\\d{3}");

    /** Fewer numbers than this share of its cells make no column of numbers. */
    private static final double FEWEST_NUMBERS = 0.5;

    /**
     * Looks at lines.
     *
     * @param lines those that are not blank, at least one
     * @param delimiter null to find out
     * @param decimal null to find out
     */
    static SeriesLook of(Path file, List<String> lines, @Nullable Character delimiter, @Nullable Character decimal) {
        String text = String.join("\n", lines);
        char between = delimiter == null ? SeriesTable.sniff(text) : delimiter;
        List<List<String>> cells = SeriesTable.records(file, text, between).stream()
                .map(row -> row.getFields().stream().map(String::strip).toList())
                .toList();
        char before = decimal == null ? decimal(cells) : decimal;
        Numbers numbers = new Numbers(before);
        List<String> first = cells.get(0);
        boolean header = !numbers.isNumber(first.get(0))
                && !Moments.isDate(first.get(0))
                && (first.size() > 1 || !Numbers.isMissing(first.get(0)));
        return new SeriesLook(
                between,
                before,
                header,
                header
                        ? first
                        : IntStream.range(0, first.size())
                                .mapToObj(Integer::toString)
                                .toList(),
                header ? cells.subList(1, cells.size()) : cells);
    }

    private static char decimal(List<List<String>> rows) {
        List<String> commas = matching(rows, DECIMAL_COMMA);
        boolean points = !matching(rows, DECIMAL_POINT).isEmpty();
        boolean unsure =
                commas.stream().allMatch(cell -> PERHAPS_THOUSANDS.matcher(cell).matches());
        return commas.isEmpty() || points || unsure ? '.' : ',';
    }

    private static List<String> matching(List<List<String>> rows, Pattern pattern) {
        return rows.stream()
                .flatMap(List::stream)
                .filter(cell -> pattern.matcher(cell).matches())
                .toList();
    }

    /** Whether the first column says when each row was, the oldest first or last. */
    boolean hasTimes() {
        List<String> cells = column(0);
        boolean dates = cells.stream().allMatch(Moments::isDate);
        Numbers numbers = new Numbers(decimal);
        boolean counted = header
                && TIMES.contains(names.get(0).toLowerCase(Locale.ROOT).replaceAll("[^a-z]", ""))
                && cells.stream().allMatch(numbers::isNumber);
        return names.size() >= 2 && (dates || counted) && isMonotone(cells, counted);
    }

    private boolean isMonotone(List<String> cells, boolean counted) {
        Moments moments = Moments.of(cells);
        int ascending = 0;
        int descending = 0;
        for (int row = 1; row < cells.size(); row++) {
            String before = cells.get(row - 1);
            String now = cells.get(row);
            int order = counted
                    ? Double.compare(number(before), number(now))
                    : moments.sortable(before).compareTo(moments.sortable(now));
            ascending += order < 0 ? 1 : 0;
            descending += order > 0 ? 1 : 0;
        }
        return Math.max(ascending, descending) == cells.size() - 1;
    }

    private static double number(String cell) {
        return Double.parseDouble(cell.replace(',', '.'));
    }

    /** Whether there is one column, of numbers. */
    boolean isOneColumn() {
        Numbers numbers = new Numbers(decimal);
        return names.size() == 1
                && column(0).stream().allMatch(cell -> numbers.isNumber(cell) || Numbers.isMissing(cell))
                && column(0).stream().anyMatch(numbers::isNumber);
    }

    /** Returns what a task calls a column. */
    String name(int column) {
        return names.get(column).isEmpty() ? Integer.toString(column) : names.get(column);
    }

    /** Returns the names of the columns of numbers, without that of the moments. */
    List<String> numeric() {
        Numbers numbers = new Numbers(decimal);
        List<String> numeric = new ArrayList<>();
        for (int column = hasTimes() ? 1 : 0; column < names.size(); column++) {
            List<String> there = column(column).stream()
                    .filter(cell -> !Numbers.isMissing(cell))
                    .toList();
            long count = there.stream()
                    .filter(cell -> numbers.isNumber(cell)
                            || PERHAPS_THOUSANDS.matcher(cell).matches())
                    .count();
            if (count > 0 && count >= FEWEST_NUMBERS * there.size()) {
                numeric.add(name(column));
            }
        }
        return numeric;
    }

    /** Returns after how many rows a year or week is over, of months, quarters or days; else 1. */
    int season() {
        List<String> cells = column(0);
        if (!hasTimes() || !cells.stream().allMatch(Moments::isDate)) {
            return 1;
        }
        Moments moments = Moments.of(cells);
        List<String> sorted = cells.stream().map(moments::sortable).sorted().toList();
        if (areApart(sorted, 28, 31)) {
            return 12;
        }
        if (areApart(sorted, 90, 92)) {
            return 4;
        }
        return areApart(sorted, 1, 1) ? 7 : 1;
    }

    private static boolean areApart(List<String> sorted, int fewest, int most) {
        for (int row = 1; row < sorted.size(); row++) {
            LocalDate before = day(sorted.get(row - 1));
            LocalDate now = day(sorted.get(row));
            long days = before == null || now == null ? -1 : ChronoUnit.DAYS.between(before, now);
            if (days < fewest || days > most) {
                return false;
            }
        }
        return sorted.size() > 1;
    }

    /** Returns null for what is no day, the 31st of June. */
    private static @Nullable LocalDate day(String sortable) {
        try {
            return LocalDate.parse(sortable.length() == 7 ? sortable + "-01" : sortable.substring(0, 10));
        } catch (DateTimeParseException noDay) {
            return null;
        }
    }

    private List<String> column(int number) {
        return rows.stream()
                .filter(row -> number < row.size())
                .map(row -> row.get(number))
                .toList();
    }
}
