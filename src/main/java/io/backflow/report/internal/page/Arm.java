// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The runs of a page that differ in their seed only.
 *
 * @param task what they learn
 * @param name cell and clipping
 * @param runs the data of each
 */
record Arm(String task, String name, List<Line> runs) {

    /** Returns those of a page, in its order. */
    static List<Arm> of(ReportData data) {
        Map<List<String>, Arm> arms = new LinkedHashMap<>();
        if (data.json().get("runs") instanceof List<?> runs) {
            for (Object run : runs) {
                Line line = new Line(Map.of("run", run)).at("run");
                String task = line.text("task");
                String name = Stream.of(line.text("cell"), line.text("clipping"))
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(" / "));
                String shown = name.isEmpty() ? task : name;
                arms.computeIfAbsent(List.of(task, shown), key -> new Arm(task, shown, new ArrayList<>()))
                        .runs
                        .add(line);
            }
        }
        return List.copyOf(arms.values());
    }

    /** Returns the run that stands for all where one is shown. */
    Line first() {
        return runs.get(0);
    }
}
