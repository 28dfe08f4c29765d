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

    /** Reads a run directory, at a resolution at which the page is not too large. */
    static ReportData read(Path directory) {
        return read(directory, new RunCache());
    }

    /** Reads a run directory as {@link #read(Path)} does, of runs that have not changed what is known of them. */
    static ReportData read(Path directory, RunCache cache) {
        List<Path> runs = Files.isDirectory(directory) ? RunFolders.of(directory) : List.of();
        Resolution resolution = Resolution.of(runs.size());
        ReportData data = read(directory, runs, resolution, cache);
        while (data.encoded.length() > Resolution.bytes(runs.size()) && !resolution.isLeast()) {
            resolution = resolution.half();
            data = read(directory, runs, resolution, cache);
        }
        return data;
    }

    private static ReportData read(Path directory, List<Path> runs, Resolution resolution, RunCache cache) {
        Map<String, Object> json = new LinkedHashMap<>();
        Line status = RunData.object(directory.resolve("status.json"));
        json.put("title", title(directory));
        json.put("kind", RunFolders.isRun(directory) ? "run" : "comparison");
        json.put("status", status.text("status"));
        json.put("reason", status.text("reason"));
        json.put("at", status.text("at"));
        json.put(
                "runs",
                runs.parallelStream()
                        .map(run -> cache.read(run, directory, resolution))
                        .toList());
        List<RunSummary> over =
                runs.stream().map(RunSummary::read).flatMap(Optional::stream).toList();
        if (!RunFolders.isRun(directory) && !over.isEmpty()) {
            statistics(ComparisonStatistics.of(over), json);
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
