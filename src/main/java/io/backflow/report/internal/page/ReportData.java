// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import io.backflow.result.internal.RunSummary;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** A page of more directories is called by their number. */
    private static final int MOST_NAMES = 3;

    /** Reads run directories, at a resolution at which the page is not too large. */
    static ReportData read(List<Path> directories) {
        return read(directories, RunCache.once());
    }

    /** Reads run directories as {@link #read(List)} does, of runs that have not changed what is known of them. */
    static ReportData read(List<Path> directories, RunCache cache) {
        List<Source> sources = Source.of(directories);
        List<Source.Run> runs =
                sources.stream().flatMap(source -> source.runs().stream()).toList();
        int room = cache.room(runs.size());
        Resolution resolution = cache.settled(room).orElseGet(() -> fitting(runs, room, cache));
        ReportData data = read(sources, runs, resolution, cache);
        while (data.encoded.length() > Resolution.bytes(room) && !resolution.isLeast()) {
            resolution = resolution.less();
            data = read(sources, runs, resolution, cache);
        }
        cache.settle(runs, room, resolution);
        return data;
    }

    /** Returns the resolution at which the page is not too large if all runs are like a few of them. */
    private static Resolution fitting(List<Source.Run> runs, int room, RunCache cache) {
        Resolution resolution = Resolution.of(room);
        if (runs.size() <= 2 * SAMPLES) {
            return resolution;
        }
        List<Source.Run> some = FlowMap.thinned(runs, SAMPLES);
        long share = Resolution.bytes(room) * SAMPLES / room;
        while (encoded(Map.of("runs", cache.read(some, resolution))).length() > MARGIN * share
                && !resolution.isLeast()) {
            resolution = resolution.less();
        }
        return resolution;
    }

    private static ReportData read(List<Source> sources, List<Source.Run> runs, Resolution resolution, RunCache cache) {
        List<JoinedNames.Entry> entries = entries(sources, cache.read(runs, resolution));
        List<String> names = sources.stream().map(Source::name).toList();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("title", names.size() > MOST_NAMES ? names.size() + " run directories" : String.join(", ", names));
        json.put("sources", sources.stream().map(Source::json).toList());
        List<String> notes = new ArrayList<>(JoinedNames.give(names, entries));
        json.put("runs", entries.stream().map(JoinedNames.Entry::json).toList());
        List<RunSummary> over = over(runs, entries);
        if ((sources.size() > 1 || !sources.get(0).isRun()) && !over.isEmpty()) {
            new Results(over, sources.size() > 1).addTo(json, notes);
        }
        json.put("notes", notes);
        return new ReportData(json, runs.size(), encoded(json));
    }

    private static List<JoinedNames.Entry> entries(List<Source> sources, List<Map<String, Object>> read) {
        List<JoinedNames.Entry> entries = new ArrayList<>();
        for (int source = 0; source < sources.size(); source++) {
            for (Source.Run run : sources.get(source).runs()) {
                Map<String, Object> json = read.get(entries.size());
                json.put("source", source);
                entries.add(new JoinedNames.Entry(source, json, run.configured()));
            }
        }
        return entries;
    }

    /** Returns the results of the runs that are over, under the names of the page. */
    private static List<RunSummary> over(List<Source.Run> runs, List<JoinedNames.Entry> entries) {
        List<RunSummary> over = new ArrayList<>();
        for (int i = 0; i < runs.size(); i++) {
            JoinedNames.Entry entry = entries.get(i);
            RunSummary.read(runs.get(i).directory())
                    .map(run -> run.named(entry.text("task"), entry.text("cell")))
                    .ifPresent(over::add);
        }
        return over;
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
