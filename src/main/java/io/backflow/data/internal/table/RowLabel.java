// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.table;

import io.backflow.data.internal.raw.Numbers;
import io.backflow.data.internal.raw.ReadSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Where the rows of a table of sequences have their label.
 *
 * @param column its number; {@link #LAST} for the last cell of each row, however many there are, or {@link #NONE}
 * @param columns the columns of the first row
 * @param id the column of the sequences' names; {@link #NONE} for none
 */
record RowLabel(int column, ColumnNames columns, int id) {

    static final int NONE = -1;
    static final int LAST = -2;

    /** Below this share of different values a column of whole numbers is one of classes. */
    private static final double FEW = 0.5;

    /** Of fewer rows it is enough that one value is there twice. */
    private static final int SMALL = 10;

    static RowLabel of(Dialect dialect, ReadSettings settings, Path file) {
        ColumnNames columns = dialect.columns();
        int id = settings.id() == null ? columns.called(ColumnNames.ID).orElse(NONE) : columns.find(settings.id());
        return new RowLabel(column(dialect, settings, file, id), columns, id);
    }

    private static int column(Dialect dialect, ReadSettings settings, Path file, int id) {
        ColumnNames columns = dialect.columns();
        String said = settings.label();
        if (said == null && settings.targets().size() == 1) {
            said = settings.targets().get(0);
        }
        if (said != null) {
            return switch (said) {
                case "none" -> NONE;
                case "last" -> LAST;
                default -> columns.find(said);
            };
        }
        if (columns.called(ColumnNames.LABEL).isPresent()) {
            int named = columns.called(ColumnNames.LABEL).getAsInt();
            return named == columns.size() - 1 ? LAST : named;
        }
        return isUcr(file) && !isOnlyLastText(dialect) ? 0 : guess(dialect, id);
    }

    private static boolean isOnlyLastText(Dialect dialect) {
        Numbers numbers = new Numbers(dialect.decimal());
        return !isText(dialect.column(0), numbers) && isText(last(dialect), numbers);
    }

    private static List<String> last(Dialect dialect) {
        return dialect.sample().stream().map(row -> row.get(row.size() - 1)).toList();
    }

    /** The archive's files have the class in the first column. */
    private static boolean isUcr(Path file) {
        return String.valueOf(file.getFileName())
                .toUpperCase(Locale.ROOT)
                .matches(".+_(?:TRAIN|TEST)\\.(?:TSV|TXT|CSV)");
    }

    private static int guess(Dialect dialect, int id) {
        List<String> first = dialect.column(0);
        List<String> last = last(dialect);
        Numbers numbers = new Numbers(dialect.decimal());
        if (id != 0 && isText(first, numbers)) {
            return 0;
        }
        if (isText(last, numbers)) {
            return LAST;
        }
        if (id != 0 && isClasses(first, dialect, numbers)) {
            return 0;
        }
        return isClasses(last, dialect, numbers) ? LAST : NONE;
    }

    private static boolean isText(List<String> cells, Numbers numbers) {
        return cells.stream()
                .allMatch(cell -> !numbers.isNumber(cell)
                        && !Numbers.isMissing(cell)
                        && cell.codePoints().anyMatch(Character::isLetter));
    }

    /** Whole numbers that repeat, where others are not whole. */
    private static boolean isClasses(List<String> cells, Dialect dialect, Numbers numbers) {
        return cells.stream().allMatch(cell -> RowsFormat.isWhole(cell, numbers))
                && cells.stream().distinct().count() <= (cells.size() < SMALL ? cells.size() - 1 : FEW * cells.size())
                && dialect.sample().stream()
                        .flatMap(List::stream)
                        .anyMatch(cell -> numbers.isNumber(cell) && !RowsFormat.isWhole(cell, numbers));
    }

    boolean isKnown() {
        return column != NONE;
    }

    String words() {
        return switch (column) {
            case NONE -> "none";
            case LAST -> "in the last column";
            case 0 -> "in the first column";
            default -> "in " + columns.word(column);
        };
    }

    /** Returns what a configuration calls it. */
    String key() {
        return switch (column) {
            case NONE -> "none";
            case LAST -> "last";
            case 0 -> "first";
            default -> Integer.toString(column);
        };
    }

    String name() {
        return columns.header() ? columns.names().get(column == LAST ? columns.size() - 1 : column) : "label";
    }
}
