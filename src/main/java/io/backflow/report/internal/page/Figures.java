// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import io.backflow.report.internal.figure.Chart;
import io.backflow.report.internal.figure.DotChart;
import io.backflow.report.internal.figure.LineChart;
import io.backflow.report.internal.figure.MapChart;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The main panels of a page as charts without a browser, of the arms of one task. */
final class Figures {

    /** Of a map in a page, which has to be small. */
    static final int COARSE_COLUMNS = 24;

    private static final String UPDATE = "update";
    private static final Set<String> NO_FIGURES = Set.of("u", "w", "e");

    private final List<Arm> arms;
    private final int columns;

    /** @param columns how many a map has at most */
    Figures(List<Arm> arms, int columns) {
        this.arms = arms;
        this.columns = columns;
    }

    Optional<Chart> trainingLoss() {
        return curve("training", "loss");
    }

    /** Returns the names of what was measured on the validation split. */
    Set<String> validated() {
        Set<String> names = new LinkedHashSet<>();
        arms.forEach(arm -> arm.runs()
                .forEach(run ->
                        names.addAll(run.at("loss", "validation").fields().keySet())));
        names.removeAll(NO_FIGURES);
        return names;
    }

    /** Returns the median over the seeds with its range. */
    Optional<Chart> curve(String split, String figure) {
        boolean loss = "loss".equals(figure);
        LineChart chart =
                new LineChart(figure + " in " + split + ": median and range of the seeds", UPDATE, figure, loss);
        for (Arm arm : arms) {
            List<Points> seeds = arm.runs().stream()
                    .map(run -> run.at("loss", split))
                    .map(place -> Points.plain(place, place.at(figure)))
                    .map(points -> loss ? points.logarithms() : points)
                    .filter(points -> points.x().length > 0)
                    .toList();
            if (seeds.size() == 1) {
                chart.add(new LineChart.Series(
                        arm.name(), seeds.get(0).x(), seeds.get(0).y()));
            } else if (!seeds.isEmpty()) {
                Points.Band band = Points.band(seeds);
                chart.add(new LineChart.Series(arm.name(), band.x(), band.median(), band.low(), band.high()));
            }
        }
        return drawable(chart);
    }

    Set<String> layers() {
        Set<String> names = new LinkedHashSet<>();
        arms.forEach(arm ->
                names.addAll(arm.first().at("gradients", "layers").fields().keySet()));
        return names;
    }

    /** Returns the norm of a layer's gradient before clipping, of the first seed. */
    Optional<Chart> norm(String layer) {
        String title = "Norm of the gradient before clipping, "
                + (layer.equals(GradientSeries.MODEL) ? "whole model" : layer) + ", first seed";
        return lines(title, "norm", true, run -> {
            Line place = run.at("gradients");
            return Points.norms(place, place.at("layers", layer, "raw"));
        });
    }

    /** Returns how long updates are in relation to the parameters of the whole model. */
    Optional<Chart> ratio() {
        return lines("Norm of the update over that of the parameters, first seed", "ratio", true, run -> {
            Line place = run.at("gradients");
            return Points.norms(place, place.at("layers", GradientSeries.MODEL, "ratio"));
        });
    }

    /** Returns which share of the updates was clipped. */
    Optional<Chart> clipping() {
        return lines("Share of the updates that were clipped, first seed", "share", false, run -> {
            Line share = run.at("clip", "share");
            double[] y = Points.numbers(Points.list(share, "v"));
            double[] x = IntStream.range(0, y.length)
                    .mapToDouble(i -> (i + 0.5) * share.number("every"))
                    .toArray();
            return new Points(x, y);
        });
    }

    private Optional<Chart> lines(String title, String left, boolean isLogarithmic, Function<Line, Points> of) {
        LineChart chart = new LineChart(title, UPDATE, left, isLogarithmic);
        for (Arm arm : arms) {
            Points points = of.apply(arm.first());
            if (points.x().length > 0) {
                chart.add(new LineChart.Series(arm.name(), points.x(), points.y()));
            }
        }
        return drawable(chart);
    }

    private static Optional<Chart> drawable(LineChart chart) {
        return chart.isEmpty() ? Optional.empty() : Optional.of(chart);
    }

    /** Returns the flow through time of each arm's first seed, of the last recurrent layer. */
    Optional<Chart> flow() {
        List<MapChart.Map> maps = new ArrayList<>();
        int width = 1;
        String gradient = "dL/dh";
        for (Arm arm : arms) {
            Line flow = arm.first().at("flowMap");
            List<String> layers = List.copyOf(flow.at("layers").fields().keySet());
            if (!layers.isEmpty()) {
                Line states = flow.at("layers", layers.get(layers.size() - 1), "states");
                Line state = states.at(states.has("cell") ? "cell" : "hidden");
                gradient = states.has("cell") ? "dL/dh, of an LSTM dL/dc" : gradient;
                width = Math.max(width, state.fields().get("width") instanceof Integer lags ? lags : 1);
                List<double[]> rows = Points.list(state, "rows").stream()
                        .map(row -> Points.logarithms((List<?>) row, Codes.COARSE))
                        .toList();
                maps.add(map(arm.name(), Points.sums(Points.list(flow, "u")), rows, List.of()));
            }
        }
        String title = "Flow through time: norm of " + gradient + " by the lag from the last label, first seed";
        return maps.isEmpty() ? Optional.empty() : Optional.of(new MapChart(title, "lag", width, maps));
    }

    /** Returns the norms of each parameter and gate of each arm's first seed. */
    Optional<Chart> blocks() {
        List<MapChart.Map> maps = new ArrayList<>();
        for (Arm arm : arms) {
            Line map = arm.first().at("gradients", "map");
            List<double[]> rows = Points.list(map, "rows").stream()
                    .map(row -> Points.logarithms((List<?>) row, Codes.COARSE))
                    .toList();
            double[] x = Points.sums(Points.list(map, "u"));
            if (!rows.isEmpty() && x.length > 0) {
                List<String> names = new ArrayList<>(map.texts("blocks"));
                Collections.reverse(names); // the first is uppermost
                List<double[]> turned = new ArrayList<>();
                for (int i = 0; i < x.length; i++) {
                    double[] column = new double[rows.size()];
                    for (int k = 0; k < column.length; k++) {
                        column[column.length - 1 - k] = rows.get(k)[i];
                    }
                    turned.add(column);
                }
                maps.add(map(arm.name(), x, turned, names));
            }
        }
        String title = "Norm of the gradient of each parameter and gate, first seed";
        return maps.isEmpty() ? Optional.empty() : Optional.of(new MapChart(title, "", 1, maps));
    }

    private MapChart.Map map(String name, double[] x, List<double[]> all, List<String> rows) {
        return new MapChart.Map(name, x, FlowMap.thinned(all, columns), rows);
    }

    /** Returns the result of every run. */
    Optional<Chart> results() {
        String metric = arms.stream()
                .flatMap(arm -> arm.runs().stream())
                .map(run -> run.text("metric"))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("");
        DotChart chart = new DotChart("Test result of every run, a stroke for the mean", metric);
        arms.forEach(arm -> chart.add(
                arm.name(),
                arm.runs().stream()
                        .mapToDouble(run -> run.at("figures").number(metric))
                        .toArray()));
        return chart.isEmpty() ? Optional.empty() : Optional.of(chart);
    }
}
