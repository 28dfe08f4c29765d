// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The main panels as images, for readers whose browser runs no scripts: one run of each arm. */
final class StaticCharts {

    private static final int MOST_ARMS = 8;

    private StaticCharts() {}

    static String of(ReportData data) {
        Map<String, Line> arms = arms(data);
        if (arms.isEmpty()) {
            return "<p>No run has written anything yet.</p>";
        }
        StringBuilder html = new StringBuilder();
        html.append("<h2>Training loss</h2>").append(lines(arms, "loss"));
        html.append("<h2>Gradient norm before clipping</h2>").append(lines(arms, "gradients"));
        html.append("<h2>Flow through time</h2>");
        arms.forEach((name, run) -> html.append(map(name, run)));
        return html.toString();
    }

    /** Returns the first run of each arm. */
    private static Map<String, Line> arms(ReportData data) {
        Map<String, Line> arms = new LinkedHashMap<>();
        if (data.json().get("runs") instanceof List<?> runs) {
            for (Object run : runs) {
                Line line = new Line(Map.of("run", run)).at("run");
                String name = String.join(" / ", line.text("task"), line.text("cell"), line.text("clipping"));
                if (arms.size() < MOST_ARMS) {
                    arms.putIfAbsent(name, line);
                }
            }
        }
        return arms;
    }

    private static String lines(Map<String, Line> arms, String kind) {
        SvgLines chart = new SvgLines();
        arms.forEach((name, run) -> {
            boolean loss = "loss".equals(kind);
            Line place = loss ? run.at("loss", "training") : run.at("gradients");
            Line series = loss ? place.at("loss") : place.at("layers", GradientSeries.MODEL, "raw");
            double[] x = sums(list(place, "u"));
            double[] y = loss ? logarithms(list(series, "a")) : decoded(list(series, "a"), Codes.FINE);
            chart.add(name, x, y);
        });
        return chart.render();
    }

    private static String map(String name, Line run) {
        for (Object layer : run.at("flowMap", "layers").fields().values()) {
            Line states = new Line(Map.of("layer", layer)).at("layer", "states");
            String state = states.has("cell") ? "cell" : "hidden";
            List<double[]> rows = new ArrayList<>();
            list(states.at(state), "rows")
                    .forEach(row ->
                            rows.add(row instanceof List<?> codes ? decoded(codes, Codes.COARSE) : new double[0]));
            if (!rows.isEmpty()) {
                String of = "cell".equals(state) ? "dL/dc" : "dL/dh";
                return SvgMap.of(name + ", " + of, FlowMap.thinned(rows, SvgMap.COLUMNS));
            }
        }
        return String.format(Locale.ROOT, "<p>%s: no flow was recorded.</p>", Page.escaped(name));
    }

    private static List<?> list(Line line, String name) {
        return line.fields().get(name) instanceof List<?> list ? list : List.of();
    }

    private static double[] sums(List<?> differences) {
        double[] sums = new double[differences.size()];
        double last = 0;
        for (int i = 0; i < sums.length; i++) {
            last += ((Number) differences.get(i)).doubleValue();
            sums[i] = last;
        }
        return sums;
    }

    /** Returns the logarithms to base 10; NaN for what has none. */
    private static double[] decoded(List<?> codes, int steps) {
        double[] values = new double[codes.size()];
        double last = 0;
        for (int i = 0; i < values.length; i++) {
            if (codes.get(i) instanceof Number difference) {
                last += difference.doubleValue();
                values[i] = last / steps;
            } else {
                values[i] = Double.NaN;
            }
        }
        return values;
    }

    private static double[] logarithms(List<?> plain) {
        return plain.stream()
                .mapToDouble(value -> value instanceof Number number && number.doubleValue() > 0
                        ? Math.log10(number.doubleValue())
                        : Double.NaN)
                .toArray();
    }
}
