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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One long series: a header, then a row for every moment, which its first column names as a date, the oldest first. */
public final class SeriesFormat implements SequenceFormat {

    private static final Pattern DATE = Pattern.compile("\"?\\d{4}-\\d{1,2}(-\\d{1,2}([T ].*)?)?\"?");
    private static final int LEAST_ROWS = 10;
    private static final int WINDOWS_PER_PART = 8;
    private static final int MOST_STEPS = 48;

    @Override
    public String name() {
        return "series";
    }

    @Override
    public String description() {
        return "one long series, with a header and a row for every date";
    }

    @Override
    public Optional<String> recognises(Look look) {
        if (look.isDirectory() || look.isBinary()) {
            return Optional.empty();
        }
        List<String> lines =
                look.lines().stream().filter(line -> !line.isBlank()).toList();
        if (lines.size() <= LEAST_ROWS || isDated(lines.get(0))) {
            return Optional.empty();
        }
        String before = "";
        for (String line : lines.subList(1, lines.size())) {
            String date = line.split("[\t;,|]", 2)[0].strip();
            if (!isDated(line) || date.compareTo(before) <= 0) {
                return Optional.empty();
            }
            before = date;
        }
        return Optional.of("it has a header, and its rows begin with dates that ascend");
    }

    private static boolean isDated(String line) {
        return DATE.matcher(line.split("[\t;,|]", 2)[0].strip()).matches();
    }

    @Override
    public RawSequences read(Path file, ReadSettings settings) {
        SeriesTable table = SeriesTable.read(file, config(file, settings));
        int columns = table.names().size();
        float[] values = new float[table.rows() * columns];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) table.columns()[i % columns][i / columns];
        }
        return new RawSequences(
                file,
                Map.of("rows", table.rows() + ", the oldest first"),
                table.names(),
                RawSequences.Asked.NOTHING,
                List.of(),
                List.of(),
                List.of(RawSequence.of("series", new Place(file, table.names()), columns, values)),
                Map.of());
    }

    @Override
    public Map<String, Object> ownTask(Path file) {
        SeriesConfig config = config(file, ReadSettings.NONE);
        SeriesTable table = SeriesTable.read(file, config);
        Map<String, Object> task = new LinkedHashMap<>();
        task.put("type", name());
        task.put("file", file.toString());
        task.put("targets", config.targets());
        task.put("time", config.time() == null ? "0" : config.time());
        task.put("window", Math.max(1, Math.min(MOST_STEPS, table.rows() / (10 * WINDOWS_PER_PART))));
        task.put("horizon", 1);
        if (table.missing() > 0) {
            task.put("missing", "carry-forward");
        }
        return task;
    }

    /** Every column of numbers is a target, but for the first, which is the time. */
    private static SeriesConfig config(Path file, ReadSettings settings) {
        Character delimiter = settings.delimiter();
        Character decimal = settings.decimal();
        List<String> names = SeriesTable.columns(file, delimiter);
        List<String> targets = new ArrayList<>(settings.targets());
        if (targets.isEmpty()) {
            targets.addAll(names.subList(1, names.size()));
            targets.removeAll(settings.ignored());
        }
        if (targets.isEmpty()) {
            throw DataException.in(file, "has no column besides " + names);
        }
        return config(
                file,
                targets,
                names.get(0),
                delimiter == null ? null : delimiter.toString(),
                decimal == null ? "." : decimal.toString());
    }

    private static SeriesConfig config(
            Path file, List<String> targets, String time, @Nullable String delimiter, String decimal) {
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
                true,
                delimiter,
                decimal);
    }

    /** Row 0 is behind the header. */
    private record Place(Path file, List<String> names) implements RawSequence.Place {

        @Override
        public long line(int step) {
            return step + 2L;
        }

        @Override
        public String column(int step, int feature) {
            return "column '" + names.get(feature) + "'";
        }
    }
}
