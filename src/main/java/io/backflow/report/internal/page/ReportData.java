// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import io.backflow.result.internal.ComparisonStatistics;
import io.backflow.result.internal.RunSummary;
import io.backflow.store.internal.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * All that a page shows.
 *
 * @param json the data, of maps, lists, arrays, texts and numbers
 * @param runs how many there are
 * @param encoded the data as JSON, deflated, in base64
 */
record ReportData(Map<String, Object> json, int runs, String encoded) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Of compression: more takes much longer and saves next to nothing. */
    private static final int LEVEL = 6;

    /** Runs by which the size of the page is estimated, and the share of the room that they may fill. */
    private static final int SAMPLES = 4;

    private static final double MARGIN = 0.9;

    /** Reads a run directory, at a resolution at which the page is not too large. */
    static ReportData read(Path directory) {
        return read(directory, RunCache.once());
    }

    /** Reads a run directory as {@link #read(Path)} does, of runs that have not changed what is known of them. */
    static ReportData read(Path directory, RunCache cache) {
        List<Path> runs = Files.isDirectory(directory) ? RunFolders.of(directory) : List.of();
        int room = cache.room(runs.size());
        Resolution resolution = cache.settled(room).orElseGet(() -> fitting(directory, runs, room, cache));
        ReportData data = read(directory, runs, resolution, cache);
        while (data.encoded.length() > Resolution.bytes(room) && !resolution.isLeast()) {
            resolution = resolution.less();
            data = read(directory, runs, resolution, cache);
        }
        cache.settle(runs, room, resolution);
        return data;
    }

    /** Returns the resolution at which the page is not too large if all runs are like a few of them. */
    private static Resolution fitting(Path directory, List<Path> runs, int room, RunCache cache) {
        Resolution resolution = Resolution.of(room);
        if (runs.size() <= 2 * SAMPLES) {
            return resolution;
        }
        List<Path> some = FlowMap.thinned(runs, SAMPLES);
        long share = Resolution.bytes(room) * SAMPLES / room;
        while (encoded(Map.of("runs", runs(directory, some, resolution, cache))).length() > MARGIN * share
                && !resolution.isLeast()) {
            resolution = resolution.less();
        }
        return resolution;
    }

    private static List<Map<String, Object>> runs(
            Path directory, List<Path> runs, Resolution resolution, RunCache cache) {
        return cache.each(runs)
                .map(run -> cache.read(run, directory, resolution))
                .toList();
    }

    private static ReportData read(Path directory, List<Path> runs, Resolution resolution, RunCache cache) {
        Map<String, Object> json = new LinkedHashMap<>();
        Line status = RunData.object(directory.resolve("status.json"));
        json.put("title", title(directory));
        json.put("kind", RunFolders.isRun(directory) ? "run" : "comparison");
        json.put("status", status.text("status"));
        json.put("reason", status.text("reason"));
        json.put("at", status.text("at"));
        json.put("runs", runs(directory, runs, resolution, cache));
        List<RunSummary> over =
                runs.stream().map(RunSummary::read).flatMap(Optional::stream).toList();
        if (!RunFolders.isRun(directory) && !over.isEmpty()) {
            statistics(cache.statistics(over), json);
        }
        json.put("config", RunFolders.text(directory.resolve("config.yaml")));
        json.put("environment", RunFolders.text(directory.resolve("environment.json")));
        return new ReportData(json, runs.size(), encoded(json));
    }

    static String title(Path directory) {
        Path name = directory.toAbsolutePath().normalize().getFileName();
        return name == null ? "report" : name.toString();
    }

    private static void statistics(ComparisonStatistics statistics, Map<String, Object> json) {
        json.put("sentences", statistics.sentences());
        Line line = Line.parse(Json.pretty(statistics), Set.of());
        if (line != null) {
            json.put("statistics", line.fields());
        }
    }

    private static String encoded(Map<String, Object> json) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream deflated = new DeflaterOutputStream(bytes, new Deflater(LEVEL))) {
            MAPPER.writeValue(deflated, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory throws none
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
