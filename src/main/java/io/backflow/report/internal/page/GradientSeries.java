// SPDX-License-Identifier: Apache-2.0
package io.backflow.report.internal.page;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The gradient norms of a run by layer, parameter and gate, from {@code gradients.jsonl}. */
final class GradientSeries {

    /** The block that is the whole model. */
    static final String MODEL = "(model)";

    /** Columns of the map of parameters and gates. */
    private static final int MAP_COLUMNS = 48;

    private static final int HISTOGRAM_STEPS = 10;

    private static final Set<String> SKIPPED = Set.of("l1", "max", "elements", "scale", "labelledSteps", "nonFinite");

    private final Columns raw = new Columns();
    private final Columns clipped = new Columns();
    private final Columns ratio = new Columns();
    private final Map<Integer, Integer> histogram = new LinkedHashMap<>();
    private final Set<String> blocks = new LinkedHashSet<>();
    private final int every;
    private boolean differ;

    private GradientSeries(int every) {
        this.every = every;
    }

    /**
     * Reads the file.
     *
     * @param every which updates are recorded whatever happens in them, so that they are a fair sample
     */
    static Map<String, Object> read(Path file, int most, int every) {
        GradientSeries series = new GradientSeries(every);
        Line.read(file, SKIPPED, series::add);
        return series.json(most);
    }

    private void add(Line line) {
        List<?> names = line.fields().get("blocks") instanceof List<?> list ? list : List.of();
        Line norms = line.at("norms");
        double[] before = norms.at("raw").numbers("l2");
        double[] after = norms.at("clipped").numbers("l2");
        double[] update = norms.at("update").numbers("l2");
        double[] parameters = norms.at("parameters").numbers("l2");
        long index = line.whole("update");
        raw.begin(index);
        clipped.begin(index);
        ratio.begin(index);
        differ |= after.length > 0;
        for (int i = 0; i < Math.min(names.size(), before.length); i++) {
            String name = String.valueOf(names.get(i));
            blocks.add(name);
            raw.put(name, before[i]);
            if (isLayer(name)) {
                clipped.put(name, after.length > i ? after[i] : before[i]);
                if (update.length > i && parameters.length > i) {
                    ratio.put(name, update[i] / parameters[i]);
                }
            }
        }
        if (before.length > 0 && index % every == 0 && before[0] > 0 && Double.isFinite(before[0])) {
            histogram.merge((int) Math.floor(Math.log10(before[0]) * HISTOGRAM_STEPS), 1, Integer::sum);
        }
    }

    private static boolean isLayer(String block) {
        return block.indexOf('/') < 0;
    }

    private Map<String, Object> json(int most) {
        Buckets buckets = new Buckets(raw.updates(), most);
        Map<String, Object> json = new LinkedHashMap<>(buckets.places());
        json.put("rows", raw.rows());
        Map<String, Object> layers = new LinkedHashMap<>();
        for (String block : blocks) {
            if (isLayer(block)) {
                Map<String, Object> layer = new LinkedHashMap<>();
                layer.put("raw", buckets.norms(raw.get(block)));
                if (differ) {
                    layer.put("clipped", buckets.norms(clipped.get(block)));
                }
                layer.put("ratio", buckets.norms(ratio.get(block)));
                layers.put(block, layer);
            }
        }
        json.put("layers", layers);
        json.put("map", map());
        json.put("histogram", sorted());
        return json;
    }

    private Map<String, Object> map() {
        Buckets wide = new Buckets(raw.updates(), MAP_COLUMNS);
        List<Object> rows = new ArrayList<>();
        for (String block : blocks) {
            rows.add(Codes.logarithms(wide.largest(raw.get(block)), Codes.COARSE));
        }
        Map<String, Object> map = new LinkedHashMap<>(wide.places());
        map.put("blocks", List.copyOf(blocks));
        map.put("rows", rows);
        return map;
    }

    private List<int[]> sorted() {
        return histogram.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(bar -> new int[] {bar.getKey(), bar.getValue()})
                .toList();
    }
}
