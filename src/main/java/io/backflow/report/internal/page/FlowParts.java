// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts of the gradient of a layer's recurrent weights by the step that they come from, as maps of lag and update.
 *
 * <p>Pascanu's sum over k: of the losses of all steps, and of the loss of one step t where that is followed by itself.
 */
final class FlowParts {

    /** Updates in a map. */
    private static final int MOST = 40;

    private static final String PARTS = "contributions";

    private FlowParts() {}

    /** Returns the maps of a layer; none if its records have no such parts. */
    static Map<String, Object> of(List<Line> moments, String layer) {
        Map<String, Object> maps = new LinkedHashMap<>();
        addTo(maps, "all", moments, layer, new String[] {"layers", layer}, new String[] {"labelled", "last"});
        addTo(maps, "oneLoss", moments, layer, new String[] {"layers", layer, "oneLoss"}, new String[] {"", "step"});
        return maps;
    }

    private static void addTo(
            Map<String, Object> maps, String name, List<Line> all, String layer, String[] place, String[] end) {
        List<Line> moments = FlowMap.thinned(
                all.stream().filter(line -> line.at(place).has(PARTS)).toList(), MOST);
        if (moments.isEmpty()) {
            return;
        }
        List<double[]> norms = moments.stream()
                .map(line -> byLag(line, layer, place, end, "norms"))
                .toList();
        List<double[]> shares = moments.stream()
                .map(line -> byLag(line, layer, place, end, "shares"))
                .toList();
        int lags = norms.stream().mapToInt(row -> row.length).max().orElse(0);
        int width = Math.max(1, (lags + FlowMap.MOST_LAGS - 1) / FlowMap.MOST_LAGS);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put(
                "u",
                Codes.differences(
                        moments.stream().mapToLong(line -> line.whole("update")).toArray()));
        map.put(
                "t",
                moments.stream().map(line -> (int) end(line.at(place), end)).toList());
        map.put("width", width);
        map.put(
                "rows",
                norms.stream()
                        .map(row -> Codes.logarithms(FlowMap.largest(row, width), Codes.COARSE))
                        .toList());
        map.put(
                "shares",
                shares.stream().map(row -> Codes.plain(sums(row, width))).toList());
        maps.put(name, map);
    }

    private static double end(Line place, String[] end) {
        return end[0].isEmpty() ? place.number(end[1]) : place.at(end[0]).number(end[1]);
    }

    private static double[] byLag(Line line, String layer, String[] place, String[] end, String list) {
        double[] bySteps = line.at(place).at(PARTS).numbers(list);
        double last = end(line.at(place), end) - line.at("layers", layer).whole("firstStep");
        int count = Double.isNaN(last) ? 0 : (int) Math.min(bySteps.length, last + 1);
        double[] byLag = new double[Math.max(0, count)];
        for (int lag = 0; lag < byLag.length; lag++) {
            byLag[lag] = bySteps[byLag.length - 1 - lag];
        }
        return byLag;
    }

    private static double[] sums(double[] values, int width) {
        double[] sums = new double[(values.length + width - 1) / width];
        for (int i = 0; i < values.length; i++) {
            sums[i / width] += values[i];
        }
        return sums;
    }
}
