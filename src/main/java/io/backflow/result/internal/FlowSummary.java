// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.store.internal.Json;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the gradient flowed back through time at the start and at the end of a run.
 *
 * @param start of the first update; null if no flow was recorded
 * @param end of the last recorded update whose flow could be judged, or of the last if none could; null if no flow was recorded
 * @param verdicts how many of the recorded updates had which verdict, by its name
 */
public record FlowSummary(@Nullable Moment start, @Nullable Moment end, Map<String, Long> verdicts) {

    /** Nothing was recorded. */
    public static final FlowSummary NONE = new FlowSummary(null, null, Map.of());

    /** Copies the counts, in their order. */
    public FlowSummary {
        verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
    }

    /**
     * One update.
     *
     * @param update its index
     * @param verdict the most urgent of its layers
     * @param layers by name, uppermost first
     */
    public record Moment(long update, String verdict, Map<String, Layer> layers) {

        /** Copies the layers, in their order. */
        public Moment {
            layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
        }

        /** Returns the first recurrent layer: the one that the gradient reaches last. */
        public Optional<Layer> firstLayer() {
            return layers.values().stream().reduce((upper, lower) -> lower);
        }

        private Map<String, Object> toMap() {
            Map<String, Object> byName = new LinkedHashMap<>();
            layers.forEach((name, layer) -> byName.put(name, layer.toMap()));
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("update", update);
            map.put("verdict", verdict);
            map.put("layers", byName);
            return map;
        }

        private static @Nullable Moment of(Map<String, Object> flow, String name) {
            if (flow.get(name) == null) {
                return null;
            }
            Map<String, Object> map = Json.object(flow, name);
            Map<String, Object> byName = Json.object(map, "layers");
            Map<String, Layer> layers = new LinkedHashMap<>();
            byName.keySet().forEach(layer -> layers.put(layer, Layer.of(Json.object(byName, layer))));
            return new Moment(Json.integer(map, "update"), Json.text(map, "verdict"), layers);
        }
    }

    /**
     * One layer in one update: of dL/dc if it has a cell state, else of dL/dh.
     *
     * @param verdict its verdict
     * @param rate factor of the norm per step further back; NaN if it could not be fitted
     * @param halfLife steps in which half of the gradient is lost; infinite if none is, NaN without a rate
     * @param arrived norm at the first step relative to that at the first labelled one; NaN if there is nothing to compare
     * @param lags how many steps lie between the two
     * @param stepsClipped at how many steps of the layer and of those above it clipping through time had changed the errors that these figures
     *     are of
     */
    public record Layer(String verdict, double rate, double halfLife, double arrived, long lags, long stepsClipped) {

        /** Leaves out clipping through time. */
        public Layer(String verdict, double rate, double halfLife, double arrived, long lags) {
            this(verdict, rate, halfLife, arrived, lags, 0);
        }

        private Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("verdict", verdict);
            map.put("rate", rate);
            map.put("halfLife", halfLife);
            map.put("arrived", arrived);
            map.put("lags", lags);
            map.put("stepsClipped", stepsClipped);
            return map;
        }

        private static Layer of(Map<String, Object> map) {
            return new Layer(
                    Json.text(map, "verdict"),
                    Json.number(map.get("rate")),
                    Json.number(map.get("halfLife")),
                    Json.number(map.get("arrived")),
                    Json.integer(map, "lags"),
                    map.containsKey("stepsClipped") ? Json.integer(map, "stepsClipped") : 0);
        }
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        if (start != null) {
            map.put("start", start.toMap());
        }
        if (end != null) {
            map.put("end", end.toMap());
        }
        map.put("verdicts", verdicts);
        return map;
    }

    static FlowSummary of(Map<String, Object> map) {
        Map<String, Long> verdicts = new LinkedHashMap<>();
        Map<String, Object> counts = Json.object(map, "verdicts");
        counts.keySet().forEach(kind -> verdicts.put(kind, Json.integer(counts, kind)));
        return new FlowSummary(Moment.of(map, "start"), Moment.of(map, "end"), verdicts);
    }
}
