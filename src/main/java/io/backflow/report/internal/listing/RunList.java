// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.listing;

import io.backflow.report.internal.ConsoleTable;
import io.backflow.report.internal.ConsoleTable.Column;
import io.backflow.report.internal.Figures;
import io.backflow.result.internal.Metric;
import io.backflow.result.internal.listing.FoundRun;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The table of run directories below a folder: as many of its columns as the terminal has room for. */
public final class RunList {

    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final int GAP = 2;

    /** The columns, by what they are called; those that go first where there is no room are {@link #DISPENSABLE}. */
    private static final List<String> COLUMNS =
            List.of("run", "status", "task", "cell", "clipping", "seed", "metric", "verdict", "when");

    /** The path says most of them; a status and a result it does not. */
    private static final List<String> DISPENSABLE = List.of("seed", "task", "clipping", "cell", "when", "verdict");

    private final Path folder;
    private final ZoneId zone;
    private final List<List<String>> rows = new ArrayList<>();
    private final Map<String, String> notes = new LinkedHashMap<>();

    private RunList(Path folder, ZoneId zone) {
        this.folder = folder;
        this.zone = zone;
    }

    /**
     * Returns the table.
     *
     * @param runs in their order
     * @param folder that they lie below
     * @param nested whether the runs of comparisons have a line each
     * @param width number of characters in a line of the terminal
     */
    public static String of(
            List<FoundRun> runs, Path folder, boolean nested, ZoneId zone, int width, ConsoleTable.Style style) {
        RunList list = new RunList(folder, zone);
        for (FoundRun run : runs) {
            list.add(run, list.folder, "");
            if (nested) {
                run.runs().forEach(each -> list.add(each, run.directory(), "  "));
            }
        }
        return list.render(width, style);
    }

    private void add(FoundRun run, Path below, String indent) {
        String path = relative(run.directory(), below);
        rows.add(List.of(
                indent.replace(' ', '\u00a0') + path + (run.isComparison() ? " (" + counted(run) + ")" : ""),
                run.status(),
                run.task(),
                run.cell(),
                run.clipping(),
                run.seed() == null ? "" : run.seed().toString(),
                metric(run),
                run.verdict(),
                when(run.at())));
        if (!run.reason().isEmpty() && !run.status().equals("diverged")) {
            notes.put(relative(run.directory(), folder), run.reason());
        }
    }

    private static String relative(Path path, Path below) {
        Path relative = below.relativize(path);
        return relative.toString().isEmpty() ? path.toString() : relative.toString();
    }

    private static String counted(FoundRun comparison) {
        Map<String, Long> counts = comparison.runs().stream()
                .collect(Collectors.groupingBy(FoundRun::status, LinkedHashMap::new, Collectors.counting()));
        String others = counts.entrySet().stream()
                .filter(count -> !count.getKey().equals("finished"))
                .map(count -> ", " + count.getValue() + " " + count.getKey())
                .collect(Collectors.joining());
        int runs = comparison.runs().size();
        return runs + (runs == 1 ? " run" : " runs") + others;
    }

    private static String metric(FoundRun run) {
        Metric metric = run.metric();
        return metric == null || Double.isNaN(run.value()) ? "" : metric.label() + " " + Figures.norm(run.value());
    }

    private String when(String at) {
        try {
            return at.isEmpty() ? "" : MINUTES.format(Instant.parse(at).atZone(zone));
        } catch (DateTimeParseException e) {
            return at;
        }
    }

    private String render(int width, ConsoleTable.Style style) {
        List<String> shown = new ArrayList<>(COLUMNS);
        shown.removeIf(column -> rows.stream().allMatch(row -> cell(row, column).isEmpty()));
        for (String column : DISPENSABLE) {
            if (width(shown) > width) {
                shown.remove(column);
            }
        }
        ConsoleTable table =
                ConsoleTable.of("", shown.stream().map(Column::text).toArray(Column[]::new));
        rows.forEach(
                row -> table.row(shown.stream().map(column -> cell(row, column)).toArray(String[]::new)));
        String text = table.render(width, style).replace('\u00a0', ' ');
        if (notes.isEmpty()) {
            return text;
        }
        return text
                + notes.entrySet().stream()
                        .map(note -> ConsoleTable.reflow(note.getKey() + ": " + note.getValue(), width) + "\n")
                        .collect(Collectors.joining("", "\n", ""));
    }

    private int width(List<String> columns) {
        int cells = columns.stream()
                .mapToInt(column -> Math.max(
                        column.length(),
                        rows.stream()
                                .mapToInt(row -> cell(row, column).length())
                                .max()
                                .orElse(0)))
                .sum();
        return cells + GAP * (columns.size() - 1);
    }

    private static String cell(List<String> row, String column) {
        return row.get(COLUMNS.indexOf(column));
    }
}
