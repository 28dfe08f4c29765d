// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.series;

import io.backflow.data.DataException;
import io.backflow.data.internal.raw.Look;
import io.backflow.data.internal.raw.RawSequence;
import io.backflow.data.internal.raw.RawSequences;
import io.backflow.data.internal.raw.ReadSettings;
import io.backflow.data.internal.raw.SequenceFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One long series: a row for every moment, which the first column says where there are several. */
public final class SeriesFormat implements SequenceFormat {

    private static final int LEAST_ROWS = 10;

    /** Enough to see what the columns are. */
    private static final int MOST_LINES = 1000;

    private static final int WINDOWS_PER_PART = 8;
    private static final int MOST_STEPS = 48;

    @Override
    public String name() {
        return "series";
    }

    @Override
    public String description() {
        return "one long series, with a row for every moment";
    }

    @Override
    public Optional<String> recognises(Look look) {
        if (look.isDirectory() || look.isBinary()) {
            return Optional.empty();
        }
        List<String> lines = lines(look);
        if (lines.size() <= LEAST_ROWS) {
            return Optional.empty();
        }
        SeriesLook series = SeriesLook.of(look.path(), lines, null, null);
        if (series.isOneColumn()) {
            return Optional.of("it is one column of numbers");
        }
        return series.hasTimes() && !series.numeric().isEmpty()
                ? Optional.of("its first column says when each row was")
                : Optional.empty();
    }

    private static List<String> lines(Look look) {
        return look.lines().stream()
                .filter(line -> !line.isBlank())
                .limit(MOST_LINES)
                .toList();
    }

    private static SeriesLook look(Path file, ReadSettings settings) {
        Look look = Look.at(file);
        look.requireText();
        List<String> lines = lines(look);
        if (lines.isEmpty()) {
            throw DataException.in(file, "has no row");
        }
        return SeriesLook.of(file, lines, settings.delimiter(), settings.decimal());
    }

    @Override
    public RawSequences read(Path file, ReadSettings settings) {
        SeriesLook look = look(file, settings);
        SeriesTable table = SeriesTable.read(file, config(file, look, settings));
        int columns = table.names().size();
        float[] values = new float[table.rows() * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) table.columns()[i % columns][i / columns];
        }
        return new RawSequences(
                file,
                notes(look, table, settings),
                table.names(),
                RawSequences.Asked.NOTHING,
                List.of(),
                List.of(),
                List.of(RawSequence.of(
                        "series", new Place(file, table.names(), look.header() ? 2 : 1), columns, values)),
                Map.of());
    }

    private static Map<String, String> notes(SeriesLook look, SeriesTable table, ReadSettings settings) {
        Map<String, String> notes = new LinkedHashMap<>();
        if (look.names().size() > 1) {
            notes.put("delimiter", name(look.delimiter()));
        }
        if (look.decimal() == ',') {
            notes.put("decimal", "comma");
        }
        notes.put("header", look.header() ? "the first line" : "none");
        notes.put("rows", table.rows() + ", the oldest first");
        List<String> left = new ArrayList<>(look.names());
        left.removeAll(table.names());
        left.remove(time(look, settings));
        left.removeAll(settings.ignored());
        if (!left.isEmpty() && settings.targets().isEmpty()) {
            notes.put("left out", String.join(", ", left) + ": not numbers");
        }
        return notes;
    }

    private static String name(char delimiter) {
        return switch (delimiter) {
            case '\t' -> "tab";
            case ' ' -> "blank";
            case ',' -> "comma";
            case ';' -> "semicolon";
            case '|' -> "bar";
            default -> "'" + delimiter + "'";
        };
    }

    @Override
    public Map<String, Object> ownTask(Path file, ReadSettings settings) {
        SeriesLook look = look(file, settings);
        SeriesConfig config = config(file, look, settings);
        SeriesTable table = SeriesTable.read(file, config);
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("type", name());
        task.put("file", file.toString());
        task.put("targets", config.targets());
        put(task, "time", config.time());
        put(task, "delimiter", config.delimiter());
        put(task, "decimal", look.decimal() == ',' ? "," : null);
        int window = Math.max(1, Math.min(MOST_STEPS, table.rows() / (10 * WINDOWS_PER_PART)));
        task.put("window", window);
        task.put("horizon", 1);
        if (look.season() > 1 && table.rows() > 4 * look.season()) {
            task.put("season", look.season());
        }
        if (table.missing() > 0) {
            task.put("missing", "carry-forward");
        }
        return task;
    }

    private static void put(Map<String, Object> task, String key, @Nullable Object value) {
        if (value != null) {
            task.put(key, value);
        }
    }

    private static @Nullable String time(SeriesLook look, ReadSettings settings) {
        return settings.time() == null && look.hasTimes() ? look.name(0) : settings.time();
    }

    /** Every column of numbers is a target, but for that of the time. */
    private static SeriesConfig config(Path file, SeriesLook look, ReadSettings settings) {
        List<String> targets = new ArrayList<>(settings.targets());
        String time = time(look, settings);
        if (targets.isEmpty()) {
            targets.addAll(look.numeric());
            targets.removeAll(settings.ignored());
            targets.remove(time);
        }
        if (targets.isEmpty()) {
            throw DataException.in(
                    file, "has no column of numbers to forecast" + (look.header() ? ", but " + look.names() : ""));
        }
        Character delimiter = settings.delimiter();
        return new SeriesConfig(
                file.toString(),
                null,
                targets,
                List.of(),
                time,
                1,
                1,
                1,
                1,
                0.1,
                0.2,
                SeriesConfig.Missing.SKIP,
                true,
                null,
                look.header(),
                delimiter == null ? null : delimiter.toString(),
                Character.toString(look.decimal()));
    }

    /** @param first the line of row 0 */
    private record Place(Path file, List<String> names, long first) implements RawSequence.Place {

        @Override
        public long line(int step) {
            return step + first;
        }

        @Override
        public String column(int step, int feature) {
            return "column '" + names.get(feature) + "'";
        }
    }
}
