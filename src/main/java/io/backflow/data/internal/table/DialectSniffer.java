// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.Numbers;
import io.backflow.data.internal.raw.ReadSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds out how a delimited file is written from its first lines, as far as nobody said so. */
final class DialectSniffer {

    private static final int SAMPLE_LINES = 200;

    /** In the order of preference where the cells speak for several. */
    private static final List<Character> DELIMITERS = List.of('\t', ';', '|', ',', TableScanner.BLANK);

    private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d*,\\d+(?:[eE][+-]?\\d+)?");
    private static final Pattern DECIMAL_POINT = Pattern.compile("[+-]?\\d*\\.\\d+(?:[eE][+-]?\\d+)?");
    private static final Pattern PERHAPS_THOUSANDS = Pattern.compile("[+-]?[1-9]\\d{0,2},\\d{3}");

    private final Look look;
    private final ReadSettings settings;

    private DialectSniffer(Look look, ReadSettings settings) {
        this.look = look;
        this.settings = settings;
    }

    /** Returns what the file says; of a file that is no table the share of numbers is low. */
    static Dialect sniff(Look look, ReadSettings settings) {
        return new DialectSniffer(look, settings).sniff();
    }

    private Dialect sniff() {
        look.requireText();
        List<String> lines = look.lines().stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .limit(SAMPLE_LINES)
                .toList();
        if (lines.isEmpty()) {
            throw DataException.in(look.path(), "has no rows");
        }
        Dialect best = null;
        for (char delimiter : candidates()) {
            Dialect dialect = dialect(lines, delimiter);
            if (best == null || score(dialect) > score(best) + 1e-9) {
                best = dialect;
            }
        }
        if (best == null) {
            throw new IllegalStateException("there is always a candidate");
        }
        return best;
    }

    private List<Character> candidates() {
        Character said = settings.delimiter();
        return said == null ? DELIMITERS : List.of(said);
    }

    /** A column more is worth less than a cell that makes no sense. */
    private static double score(Dialect dialect) {
        boolean several = dialect.sample().stream().anyMatch(row -> row.size() > 1)
                || dialect.columns().size() > 1;
        return dialect.numeric() + (several ? 0.3 : 0);
    }

    private Dialect dialect(List<String> lines, char delimiter) {
        List<List<String>> rows = lines.stream()
                .map(line -> CellSplitter.split(line, delimiter))
                .filter(row -> !row.isEmpty())
                .toList();
        char decimal = decimal(rows, delimiter);
        Numbers numbers = new Numbers(decimal);
        boolean header = isHeader(rows, numbers);
        List<List<String>> body = header ? rows.subList(1, rows.size()) : rows;
        List<String> names = header
                ? rows.get(0)
                : IntStream.range(0, rows.get(0).size())
                        .mapToObj(Integer::toString)
                        .toList();
        ColumnNames columns = new ColumnNames(look.path(), names, header);
        return new Dialect(delimiter, decimal, columns, body, numeric(body, numbers));
    }

    private static double numeric(List<List<String>> rows, Numbers numbers) {
        List<String> cells = rows.stream()
                .flatMap(List::stream)
                .filter(cell -> !Numbers.isMissing(cell))
                .toList();
        long found = cells.stream()
                .filter(cell -> numbers.isNumber(cell)
                        || PERHAPS_THOUSANDS.matcher(cell).matches())
                .count();
        return cells.isEmpty() ? 0 : (double) found / cells.size();
    }

    private char decimal(List<List<String>> rows, char delimiter) {
        Character said = settings.decimal();
        if (said != null) {
            return said;
        }
        if (delimiter == ',' && rows.stream().flatMap(List::stream).noneMatch(cell -> cell.indexOf(',') >= 0)) {
            return '.';
        }
        List<String> commas = matching(rows, DECIMAL_COMMA);
        if (commas.isEmpty() || !matching(rows, DECIMAL_POINT).isEmpty()) {
            return '.';
        }
        if (commas.stream().allMatch(cell -> PERHAPS_THOUSANDS.matcher(cell).matches())) {
            return '.'; // 1,234 may be either, so that reading such a cell fails, and says what to say
        }
        return ',';
    }

    private static List<String> matching(List<List<String>> rows, Pattern pattern) {
        return rows.stream()
                .flatMap(List::stream)
                .filter(cell -> pattern.matcher(cell).matches())
                .toList();
    }

    private boolean isHeader(List<List<String>> rows, Numbers numbers) {
        Boolean said = settings.header();
        if (said != null) {
            return said;
        }
        List<String> first = rows.get(0);
        if (named().anyMatch(first::contains)) {
            return true;
        }
        if (rows.size() < 2) {
            return false;
        }
        long texts = texts(first, numbers);
        if (texts == 0) {
            return false;
        }
        boolean telling = first.stream()
                .map(ColumnNames::plain)
                .anyMatch(name -> Stream.of(ColumnNames.ID, ColumnNames.TIME, ColumnNames.LABEL)
                        .anyMatch(known -> known.contains(name)));
        long below = texts(rows.get(1), numbers);
        boolean counting = counts(first, numbers);
        return (texts > below && (telling || 2 * texts >= first.size() || counting))
                || (telling && texts >= below && counting);
    }

    /** Returns the columns that a person named by a name. */
    private Stream<String> named() {
        Stream<@Nullable String> single = Stream.of(settings.id(), settings.time(), settings.label());
        return Stream.concat(
                        single.filter(name -> name != null).map(String::valueOf),
                        Stream.of(settings.targets(), settings.features(), settings.ignored())
                                .flatMap(List::stream))
                .filter(name -> !name.matches("\\d+")
                        && !Set.of("first", "last", "none").contains(name));
    }

    private static long texts(List<String> row, Numbers numbers) {
        return row.stream()
                .filter(cell -> !Numbers.isMissing(cell) && !numbers.isNumber(cell))
                .count();
    }

    /** Whether the numbers of a row count the columns: 0, 1, 2 and on. */
    private static boolean counts(List<String> row, Numbers numbers) {
        List<String> counted =
                new ArrayList<>(row.stream().filter(numbers::isNumber).toList());
        if (counted.size() < 3) {
            return false;
        }
        int from = counted.get(0).equals("0") ? 0 : 1;
        return IntStream.range(0, counted.size()).allMatch(i -> counted.get(i).equals(Integer.toString(from + i)));
    }
}
