// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the page knows of one run, from the files of its directory, whether or not it is over. */
final class RunData {

    private static final Pattern EVERY = Pattern.compile("(?m)^recording:\\R  every: (\\d+)");
    private static final Pattern NAME = Pattern.compile("(?m)^name: (.*)$");
    private static final Pattern SEED = Pattern.compile("seed-(-?\\d+)");

    private static final int USUAL_EVERY = 10;

    private RunData() {}

    static Map<String, Object> read(Path run, Path below, Resolution resolution) {
        String config = RunFolders.text(run.resolve("config.yaml"));
        Line summary = object(run.resolve("summary.json"));
        Line status = object(run.resolve("status.json"));
        Map<String, Object> json = new LinkedHashMap<>(place(run, below, config));
        json.putAll(summary.fields());
        json.put("status", status.text("status").isEmpty() ? "running" : status.text("status"));
        json.put("reason", status.text("reason"));
        json.put("gradientSummary", object(run.resolve("gradient-summary.json")).fields());
        json.put("loss", MetricsSeries.read(run.resolve("metrics.jsonl"), resolution.curve()));
        json.put("gradients", GradientSeries.read(run.resolve("gradients.jsonl"), resolution.series(), every(config)));
        json.put(
                "clip",
                ClippingSeries.read(run.resolve("clipping.jsonl"), resolution.series(), summary.whole("updates")));
        json.put("flowMap", FlowMap.read(run.resolve("flow.jsonl"), resolution.moments()));
        return json;
    }

    private static int every(String config) {
        Matcher every = EVERY.matcher(config);
        return every.find() ? Math.max(1, Integer.parseInt(every.group(1))) : USUAL_EVERY;
    }

    /** Returns the names that a run has before it is over: those of its folders, or that of its configuration. */
    private static Map<String, Object> place(Path run, Path below, String config) {
        String path = run.equals(below) ? "" : below.relativize(run).toString().replace('\\', '/');
        String[] parts = path.split("/", -1);
        Map<String, Object> place = new LinkedHashMap<>();
        place.put("path", path);
        Matcher name = NAME.matcher(config);
        place.put("task", parts.length == 4 ? parts[0] : name.find() ? name.group(1) : "");
        place.put("cell", parts.length == 4 ? parts[1] : "");
        place.put("clipping", parts.length == 4 ? parts[2] : "");
        Matcher seed = SEED.matcher(path);
        place.put("seed", seed.find() ? Double.parseDouble(Objects.requireNonNull(seed.group(1))) : 0.0);
        return place;
    }

    /** Returns the object in a file; an empty one if there is none, or it is not whole. */
    static Line object(Path file) {
        Line line = Line.parse(RunFolders.text(file), Set.of("arms", "statistics", "runs"));
        return line == null ? new Line(Map.of()) : line;
    }
}
