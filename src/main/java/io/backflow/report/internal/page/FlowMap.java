// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a run's gradient flowed back through time, as maps of lag and update, from {@code flow.jsonl}. */
final class FlowMap {

    /** Rows of a map: neighbouring lags are one beyond them. */
    static final int MOST_LAGS = 64;

    private static final int MOST_JACOBIANS = 8;

    private static final Set<String> SKIPPED =
            Set.of("p10", "p50", "p90", "cosines", "gateTotals", "throughTime", "reason");

    private static final List<String> STATES = List.of("hidden", "cell");

    private final List<Line> moments = new ArrayList<>();

    private FlowMap() {}

    /**
     * Reads the file.
     *
     * @param most how many updates are kept, evenly over the training
     */
    static Map<String, Object> read(Path file, int most) {
        FlowMap flow = new FlowMap();
        Line.read(file, SKIPPED, flow.moments::add);
        return flow.moments.isEmpty() ? Map.of() : flow.json(most);
    }

    private Map<String, Object> json(int most) {
        Map<String, Object> layers = new LinkedHashMap<>();
        for (String layer : moments.get(0).at("layers").fields().keySet()) {
            layers.put(layer, layer(layer, thinned(moments, most)));
        }
        List<Line> kept = thinned(moments, most);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("u", Codes.differences(updates(kept)));
        json.put("records", moments.size());
        json.put("verdicts", kept.stream().map(line -> line.text("verdict")).toList());
        moments.stream()
                .filter(line -> line.has("divergence"))
                .findFirst()
                .ifPresent(line -> json.put("divergence", line.at("divergence").fields()));
        json.put("layers", layers);
        return json;
    }

    private static long[] updates(List<Line> lines) {
        return lines.stream().mapToLong(line -> line.whole("update")).toArray();
    }

    /** Returns so many of them at most, the first and the last among them. */
    static <T> List<T> thinned(List<T> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        List<T> kept = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            kept.add(all.get((int) ((long) (all.size() - 1) * i / Math.max(1, most - 1))));
        }
        return kept;
    }

    private Map<String, Object> layer(String name, List<Line> kept) {
        List<Line> here = kept.stream().map(line -> line.at("layers", name)).toList();
        Map<String, Object> json = new LinkedHashMap<>();
        Map<String, Object> states = new LinkedHashMap<>();
        for (String state : STATES) {
            List<Profile> whole = here.stream()
                    .map(layer -> Profile.of(
                            layer.at(state), layer, layer.at("labelled").number("last")))
                    .toList();
            addTo(states, state, whole);
            List<Profile> one = here.stream()
                    .map(layer -> Profile.of(
                            layer.at("oneLoss", state),
                            layer,
                            layer.at("oneLoss").number("step")))
                    .toList();
            addTo(states, "oneLoss." + state, one);
        }
        json.put("states", states);
        json.put(
                "verdicts",
                here.stream().map(layer -> layer.at("verdict").text("kind")).toList());
        json.put("arrived", numbers(here, "arrived"));
        json.put("peak", numbers(here, "peak"));
        json.put("gates", gates(here));
        List<Object> jacobians = jacobians(name);
        if (!jacobians.isEmpty()) {
            json.put("jacobians", jacobians);
        }
        Map<String, Object> parts = FlowParts.of(moments, name);
        if (!parts.isEmpty()) {
            json.put("parts", parts);
        }
        return json;
    }

    private static List<Object> numbers(List<Line> layers, String name) {
        return Codes.plain(layers.stream()
                .mapToDouble(layer -> layer.at("verdict").number(name))
                .toArray());
    }

    private static void addTo(Map<String, Object> states, String name, List<Profile> profiles) {
        int lags = profiles.stream()
                .mapToInt(profile -> profile.norms.length)
                .max()
                .orElse(0);
        if (lags == 0) {
            return;
        }
        int width = (lags + MOST_LAGS - 1) / MOST_LAGS;
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("lags", lags);
        map.put("width", width);
        map.put("rows", profiles.stream().map(profile -> profile.binned(width)).toList());
        map.put(
                "rate",
                Codes.plain(
                        profiles.stream().mapToDouble(profile -> profile.rate).toArray()));
        map.put(
                "halfLife",
                Codes.plain(profiles.stream()
                        .mapToDouble(profile -> profile.halfLife)
                        .toArray()));
        states.put(name, map);
    }

    /** The norms by lag of one update with their decay. */
    private static final class Profile {

        private final double[] norms;
        private final double rate;
        private final double halfLife;

        private Profile(double[] norms, double rate, double halfLife) {
            this.norms = norms;
            this.rate = rate;
            this.halfLife = halfLife;
        }

        static Profile of(Line profile, Line layer, double end) {
            double[] bySteps = profile.numbers("norms");
            int last = Double.isNaN(end) ? -1 : (int) Math.min(bySteps.length - 1, end - layer.whole("firstStep"));
            double[] byLag = new double[Math.max(0, last + 1)];
            for (int lag = 0; lag < byLag.length; lag++) {
                byLag[lag] = bySteps[last - lag];
            }
            Line decay = profile.at("decay");
            return new Profile(byLag, decay.number("rate"), decay.number("halfLife"));
        }

        /** Returns the largest norm of each so many neighbouring lags. */
        List<Object> binned(int width) {
            return Codes.logarithms(largest(norms, width), Codes.COARSE);
        }
    }

    /** Returns the largest of each so many neighbours; NaN is larger than anything. */
    static double[] largest(double[] norms, int width) {
        double[] largest = new double[(norms.length + width - 1) / width];
        for (int lag = 0; lag < norms.length; lag++) {
            largest[lag / width] = Math.max(largest[lag / width], norms[lag]);
        }
        return largest;
    }

    /** Returns each gate's mean and the share of it that is saturated, over all time steps. */
    private static Map<String, Object> gates(List<Line> layers) {
        Map<String, Object> gates = new LinkedHashMap<>();
        for (String gate : layers.get(0).at("gates").fields().keySet()) {
            Map<String, Object> figures = new LinkedHashMap<>();
            figures.put("mean", means(layers, gate, "mean"));
            figures.put("saturated", means(layers, gate, "saturated"));
            gates.put(gate, figures);
        }
        return gates;
    }

    private static List<Object> means(List<Line> layers, String gate, String figure) {
        return Codes.plain(layers.stream()
                .mapToDouble(layer -> Arrays.stream(layer.at("gates", gate).numbers(figure))
                        .average()
                        .orElse(Double.NaN))
                .toArray());
    }

    private List<Object> jacobians(String layer) {
        List<Line> measured = moments.stream()
                .filter(line -> line.at("layers", layer).has("jacobians"))
                .toList();
        List<Object> json = new ArrayList<>();
        for (Line line : thinned(measured, MOST_JACOBIANS)) {
            Line jacobians = line.at("layers", layer, "jacobians");
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("update", line.whole("update"));
            one.put("sigma", Codes.plain(jacobians.at("recurrent").numbers("sigma")));
            one.put("radius", Codes.plain(jacobians.at("recurrent").numbers("radius")));
            Line products = jacobians.at("products");
            Map<String, Object> kinds = new LinkedHashMap<>();
            for (String kind : products.fields().keySet()) {
                Map<String, Object> lists = new LinkedHashMap<>();
                for (String list : List.of("lags", "log10Sigma", "log10SigmaMax", "log10Bound", "log10StepBound")) {
                    lists.put(list, Codes.plain(products.at(kind).numbers(list)));
                }
                kinds.put(kind, lists);
            }
            one.put("products", kinds);
            json.add(one);
        }
        return json;
    }
}
