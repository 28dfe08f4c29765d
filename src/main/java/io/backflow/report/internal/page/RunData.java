// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import io.backflow.config.internal.Trial;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the page knows of one run, from the files of its directory, whether or not it is over. */
final class RunData {

    private static final Pattern SEED = Pattern.compile("seed-(-?\\d+)");

    /** Of a comparison's run: task, cell, clipping and seed. */
    private static final int PARTS = 4;

    private static final int USUAL_EVERY = 10;

    private RunData() {}

    static Map<String, Object> read(Source.Run run, Resolution resolution) {
        Path directory = run.directory();
        Line summary = object(directory.resolve("summary.json"));
        Line status = object(directory.resolve("status.json"));
        Map<String, Object> json = new LinkedHashMap<>(place(run));
        json.putAll(summary.fields());
        json.put("status", status.text("status").isEmpty() ? "running" : status.text("status"));
        json.put("reason", status.text("reason"));
        json.put(
                "gradientSummary",
                object(directory.resolve("gradient-summary.json")).fields());
        MetricsSeries loss = MetricsSeries.read(directory.resolve("metrics.jsonl"), resolution.curve());
        json.put("loss", loss.json());
        if ("running".equals(json.get("status"))) { // a summary is that of an earlier start
            json.put("updates", (double) loss.updates());
        }
        Path gradients = directory.resolve("gradients.jsonl");
        json.put("gradients", GradientSeries.read(gradients, resolution.series(), every(run.configured())));
        Path clipping = directory.resolve("clipping.jsonl");
        json.put("clip", ClippingSeries.read(clipping, resolution.series(), summary.whole("updates")));
        json.put("flowMap", FlowMap.read(directory.resolve("flow.jsonl"), resolution.moments()));
        return json;
    }

    private static int every(@Nullable Trial run) {
        return run == null ? USUAL_EVERY : run.job().settings().recording().every();
    }

    /** Returns the names that a run has before it is over: those of its folders, or of its configuration. */
    private static Map<String, Object> place(Source.Run run) {
        Trial configured = run.configured();
        String[] parts = run.path().split("/", -1);
        boolean ofGrid = parts.length == PARTS;
        Map<String, Object> place = new LinkedHashMap<>();
        place.put("path", run.path());
        place.put("task", ofGrid ? parts[0] : configured == null ? "" : configured.task());
        place.put("cell", ofGrid ? parts[1] : configured == null ? "" : configured.cell());
        place.put("clipping", ofGrid ? parts[2] : configured == null ? "" : configured.clipping());
        Matcher seed = SEED.matcher(run.path());
        double ofPath = seed.find() ? Double.parseDouble(Objects.requireNonNull(seed.group(1))) : 0.0;
        place.put("seed", configured == null ? ofPath : (double) configured.seed());
        return place;
    }

    /** Returns the object in a file; an empty one if there is none, or it is not whole. */
    static Line object(Path file) {
        Line line = Line.parse(RunFolders.text(file), Set.of("arms", "statistics", "runs"));
        return line == null ? new Line(Map.of()) : line;
    }
}
