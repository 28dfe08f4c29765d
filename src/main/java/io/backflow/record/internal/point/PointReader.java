// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal.point;

import io.backflow.record.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the numbers out of one row, by the type of its record. */
final class PointReader {

    /** What says which update a row belongs to, and how much data a number is made of. */
    private static final Set<String> NO_FIGURES = Set.of(
            "record",
            "model",
            "update",
            "updates",
            "epoch",
            "batch",
            "segment",
            "stage",
            "layer",
            "split",
            "lossScale",
            "lossSum",
            "sequences",
            "labelledSteps",
            "segments",
            "nonFiniteSegments",
            "outputs",
            "lags");

    private final Row row;
    private final String model;
    private final Map<String, Double> scalars = new LinkedHashMap<>();
    private final Map<String, double[]> lists = new LinkedHashMap<>();

    PointReader(Row row) {
        this.row = row;
        this.model = row.has("model") ? "model" + row.whole("model") + "/" : "";
    }

    Map<String, Double> scalars() {
        return scalars;
    }

    Map<String, double[]> lists() {
        return lists;
    }

    void read() {
        String record = row.has("record") ? row.text("record") : "record";
        switch (record) {
            case "metrics" -> addFields(row.text("split"), row, "");
            case "gradient" -> new GradientPoints(row, this).add();
            case "clip" -> addClipping();
            case "flow" -> addFlow();
            case "ending" -> {} // the figures of its last evaluation came as metrics
            default -> addFields(row.has("layer") ? record + "/" + row.text("layer") : record, row, ofStage());
        }
    }

    private String ofStage() {
        return row.has("stage") ? "/" + row.text("stage") : "";
    }

    void add(String name, double value) {
        scalars.put(model + name, value);
    }

    private void addMean(String name, double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        add(name, sum / values.length);
    }

    /** Adds all numbers of a row, and of rows within it; flags as 0 and 1. */
    private void addFields(String prefix, Row from, String suffix) {
        from.fields().forEach((field, value) -> {
            String name = prefix + "/" + field + suffix;
            if (NO_FIGURES.contains(field)) {
                return;
            }
            if (value instanceof Number number) {
                add(name, number.doubleValue());
            } else if (value instanceof Boolean flag) {
                add(name, flag ? 1 : 0);
            } else if (value instanceof Row inner) {
                addFields(prefix + "/" + field, inner, suffix);
            } else if (value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Number) {
                lists.put(model + name, from.numbers(field));
            }
        });
    }

    private void addClipping() {
        Row norms = row.row("globalL2");
        add("clipping/before", norms.number("before"));
        add("clipping/after", norms.number("after"));
        add("clipping/coefficient", row.has("coefficient") ? row.number("coefficient") : 1);
        if (row.has("threshold")) {
            add("clipping/threshold", row.number("threshold"));
        }
        add("clipping/nonFinite", row.row("nonFinite").number("count"));
        if (row.has("examples")) {
            add("clipping/largestShare", row.row("examples").numbers("share")[0]);
        }
        if (row.has("running")) {
            Row running = row.row("running");
            for (String figure : List.of("shareClipped", "p50", "p90", "p99")) {
                add("clipping/" + figure, running.number(figure));
            }
        }
    }

    private void addFlow() {
        Row layers = row.row("layers");
        for (String layer : layers.names()) {
            addLayer(layer, layers.row(layer));
        }
    }

    private void addLayer(String layer, Row flow) {
        String name = "flow/" + layer + "/";
        Row verdict = flow.row("verdict");
        add(name + "arrived", verdict.number("arrived"));
        add(name + "peak", verdict.number("peak"));
        flow.fields().forEach((part, value) -> {
            if (!(value instanceof Row inner)) {
                return;
            }
            switch (part) {
                case "hidden", "cell" -> addProfile(name + part + "/", inner);
                case "gates" -> addGates("gates/" + layer + "/", inner);
                case "labelled", "verdict", "oneLoss" -> {}
                case "throughTime" -> add(name + "stepsClipped", inner.number("stepsClipped"));
                default -> addFields(part + "/" + layer, inner, "");
            }
        });
        if (flow.has("saturatedStates")) {
            addMean("gates/" + layer + "/saturatedStates", flow.numbers("saturatedStates"));
        }
    }

    private void addProfile(String name, Row profile) {
        add(name + "past", profile.number("past"));
        if (profile.has("decay")) {
            add(name + "decayRate", profile.row("decay").number("rate"));
            add(name + "halfLife", profile.row("decay").number("halfLife"));
        }
    }

    /** Adds the means over time steps, and how the gate was open from step to step. */
    private void addGates(String name, Row gates) {
        for (String gate : gates.names()) {
            Row figures = gates.row(gate);
            addMean(name + gate + "/mean", figures.numbers("mean"));
            addMean(name + gate + "/saturated", figures.numbers("saturated"));
            lists.put(model + name + gate, figures.numbers("mean"));
        }
    }
}
