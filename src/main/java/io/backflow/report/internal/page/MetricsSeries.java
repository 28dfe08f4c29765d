// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The learning curves of a run, from {@code metrics.jsonl}.
 *
 * @param json series by split
 * @param updates the last that has a training loss; 0 if none has
 */
record MetricsSeries(Map<String, Object> json, long updates) {

    private static final Set<String> NOT_FIGURES = Set.of(
            "record",
            "updates",
            "epoch",
            "split",
            "lossScale",
            "lossSum",
            "labelledSteps",
            "sequences",
            "segments",
            "nonFiniteSegments");

    static MetricsSeries read(Path file, int most) {
        Columns training = new Columns();
        Columns validation = new Columns();
        Line.read(file, Set.of(), line -> {
            Columns split = switch (line.text("split")) {
                case "training" -> training;
                case "validation" -> validation;
                default -> new Columns();
            };
            split.begin(line.whole("updates"));
            split.put("epoch", line.number("epoch"));
            line.fields().forEach((name, value) -> {
                if (value instanceof Double number && !NOT_FIGURES.contains(name)) {
                    split.put(name, number);
                }
            });
        });
        Map<String, Object> splits = new LinkedHashMap<>();
        splits.put("training", series(training, most));
        splits.put("validation", series(validation, most));
        long[] updates = training.updates();
        return new MetricsSeries(splits, updates.length == 0 ? 0 : updates[updates.length - 1]);
    }

    private static Map<String, Object> series(Columns split, int most) {
        Buckets buckets = new Buckets(split.updates(), most);
        Map<String, Object> series = buckets.places();
        for (String name : split.names()) {
            series.put("epoch".equals(name) ? "e" : name, buckets.numbers(split.get(name)));
        }
        return series;
    }
}
