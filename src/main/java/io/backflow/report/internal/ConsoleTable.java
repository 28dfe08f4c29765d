// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table for the terminal: a title, a header, rows; text to the left, figures to the right.
 *
 * <pre>{@code
 * Temporal order, length 50
 *
 * cell        parameters       accuracy
 * ──────────  ──────────  ─────────────
 * simple-rnn       3,204  0.953 ± 0.012
 * }</pre>
 *
 * <p>No cell is ever shortened. Where the table is wider than the terminal its headers are wrapped between words, as is
 * the title. If that is not enough, columns that may be left out are, the least important one first, and a line below
 * the table says which. Only if that is not enough either are the lines longer than the terminal is wide.
 */
public final class ConsoleTable {

    private static final String GAP = "  ";

    private final String title;
    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    private ConsoleTable(String title, List<Column> columns) {
        this.title = clean(title);
        this.columns = List.copyOf(columns);
    }

    /** What the line below the header is drawn with. */
    public enum Style {
        /** Box-drawing characters. */
        UNICODE("─"),
        /** Nothing beyond ASCII, for terminals that cannot show more. Cells are written as they are. */
        ASCII("-");

        private final String rule;

        Style(String rule) {
            this.rule = rule;
        }
    }

    /**
     * A column.
     *
     * @param header its title
     * @param figures whether its cells are aligned to the right
     * @param rank how soon it is left out where there is no room, the highest rank first; never with a rank of 0
     */
    public record Column(String header, boolean figures, int rank) {

        /** Returns a column of texts. */
        public static Column text(String header) {
            return new Column(clean(header), false, 0);
        }

        /** Returns a column of figures. */
        public static Column figure(String header) {
            return new Column(clean(header), true, 0);
        }

        /** Returns the column as one that is left out where there is no room, after those of higher rank. */
        public Column rank(int newRank) {
            return new Column(header, figures, newRank);
        }
    }

    /** Starts a table; an empty title takes no line. */
    public static ConsoleTable of(String title, Column... columns) {
        return new ConsoleTable(title, List.of(columns));
    }

    /**
     * Adds a row.
     *
     * @throws IllegalArgumentException if it has not as many cells as the table has columns
     */
    public ConsoleTable row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(
                    "A row must have " + columns.size() + " cells, got " + Arrays.toString(cells));
        }
        rows.add(Arrays.stream(cells).map(ConsoleTable::clean).toList());
        return this;
    }

    /**
     * Returns the table, each line with its line end.
     *
     * @param width number of characters in a line of the terminal
     */
    public String render(int width, Style style) {
        List<Integer> shown = shown(width);
        if (shown.size() == columns.size()) {
            return renderAll(width, style);
        }
        ConsoleTable fewer =
                new ConsoleTable(title, shown.stream().map(columns::get).toList());
        rows.forEach(row -> fewer.rows.add(shown.stream().map(row::get).toList()));
        String missing = IntStream.range(0, columns.size())
                .filter(i -> !shown.contains(i))
                .mapToObj(i -> columns.get(i).header())
                .distinct()
                .collect(Collectors.joining(", "));
        String note = "No room here for " + missing + ": the report has them.";
        return fewer.renderAll(width, style) + reflow(note, width) + '\n';
    }

    /** Returns the numbers of the columns for which there is room, if their headers are wrapped. */
    private List<Integer> shown(int width) {
        int[] widths = widths(IntStream.range(0, columns.size())
                .mapToObj(i -> wrap(columns.get(i).header(), widestCell(i)))
                .toList());
        List<Integer> shown =
                new ArrayList<>(IntStream.range(0, columns.size()).boxed().toList());
        while (total(shown.stream().mapToInt(i -> widths[i]).toArray()) > width) {
            int least = shown.stream()
                    .max(Comparator.comparingInt(i -> columns.get(i).rank()))
                    .orElseThrow();
            if (columns.get(least).rank() == 0) {
                break;
            }
            shown.remove(Integer.valueOf(least));
        }
        return shown;
    }

    private String renderAll(int width, Style style) {
        List<List<String>> headers =
                columns.stream().map(column -> List.of(column.header())).toList();
        if (total(widths(headers)) > width) {
            headers = IntStream.range(0, columns.size())
                    .mapToObj(i -> wrap(columns.get(i).header(), widestCell(i)))
                    .toList();
        }
        int[] widths = widths(headers);
        StringBuilder text = new StringBuilder();
        if (!title.isEmpty()) {
            wrap(title, width).forEach(line -> text.append(line).append('\n'));
            text.append('\n');
        }
        int height = headers.stream().mapToInt(List::size).max().orElse(0);
        for (int line = 0; line < height; line++) {
            text.append(line(widths, bottomAligned(headers, height, line)));
        }
        text.append(
                line(widths, Arrays.stream(widths).mapToObj(style.rule::repeat).toList()));
        rows.forEach(row -> text.append(line(widths, row)));
        return text.toString();
    }

    private int[] widths(List<List<String>> headers) {
        return IntStream.range(0, columns.size())
                .map(i -> Math.max(
                        widestCell(i),
                        headers.get(i).stream()
                                .mapToInt(ConsoleTable::length)
                                .max()
                                .orElse(0)))
                .toArray();
    }

    private int widestCell(int column) {
        return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
    }

    private static int total(int[] widths) {
        return Arrays.stream(widths).sum() + GAP.length() * Math.max(0, widths.length - 1);
    }

    private static List<String> bottomAligned(List<List<String>> headers, int height, int line) {
        return headers.stream()
                .map(lines -> {
                    int index = line - (height - lines.size());
                    return index < 0 ? "" : lines.get(index);
                })
                .toList();
    }

    private String line(int[] widths, List<String> cells) {
        StringJoiner line = new StringJoiner(GAP);
        for (int i = 0; i < widths.length; i++) {
            String padding = " ".repeat(widths[i] - length(cells.get(i)));
            line.add(columns.get(i).figures() ? padding + cells.get(i) : cells.get(i) + padding);
        }
        return line.toString().stripTrailing() + '\n';
    }

    /**
     * Returns a text whose paragraphs, divided by an empty line, are broken between words into lines no longer than the
     * width, or than a word.
     */
    public static String reflow(String text, int width) {
        return Arrays.stream(text.split("\n\n", -1))
                .map(paragraph -> String.join("\n", wrap(paragraph.replace('\n', ' '), width)))
                .collect(Collectors.joining("\n\n"));
    }

    /** Breaks a text between words, into lines no longer than the width, or than a word. */
    private static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && length(line) + 1 + length(word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }

    /** Number of columns on the terminal, for scripts whose letters are one column wide. */
    private static int length(CharSequence text) {
        return (int) text.codePoints()
                .filter(point -> Character.getType(point) != Character.NON_SPACING_MARK)
                .count();
    }

    /** A line end or an escape within a cell would break the table. */
    private static String clean(String text) {
        return text.replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    }
}
