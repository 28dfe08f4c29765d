// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The flow of an update: a row for each layer, series and time step, or for each layer. */
final class FlowRows {

    /** How far back the entries of the other lists beside it are. */
    private static final String LAGS = "lags";

    private final Map<String, @Nullable Object> record;
    private final List<Map<String, @Nullable Object>> rows = new ArrayList<>();

    private FlowRows(Map<String, @Nullable Object> record) {
        this.record = record;
    }

    static List<Map<String, @Nullable Object>> of(Map<String, @Nullable Object> record) {
        FlowRows rows = new FlowRows(record);
        Records.map(record.get("layers")).forEach((name, layer) -> {
            Map<String, @Nullable Object> values = Records.map(layer);
            int first = Records.whole(values.get("firstStep"), 0);
            int last = Records.whole(Records.map(values.get("labelled")).get("last"), -1);
            rows.series(name, "", values, first, last, Records.whole(values.get("steps"), 0));
        });
        return rows.rows;
    }

    static List<Map<String, @Nullable Object>> verdicts(Map<String, @Nullable Object> record) {
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        Records.map(record.get("layers")).forEach((name, layer) -> {
            Map<String, @Nullable Object> row = Records.index(record);
            row.put("loss", record.get("loss"));
            row.put("layer", name);
            FlatRow.flatten("", Records.map(layer), row, false);
            rows.add(row);
        });
        return rows;
    }

    private void series(
            String layer, String path, Map<String, @Nullable Object> object, int first, int last, int steps) {
        List<?> lags = Records.list(object.get(LAGS));
        object.forEach((key, value) -> {
            String name = path + key;
            if (value instanceof Map<?, ?>) {
                series(layer, name + '.', Records.map(value), first, last, steps);
            } else if (value instanceof List<?> items && !key.equals(LAGS)) {
                boolean byLag = !lags.isEmpty() && items.size() == lags.size();
                boolean byStep = !path.startsWith("jacobians.") && items.size() == steps - first;
                for (int i = 0; i < items.size() && (byLag || byStep); i++) {
                    int step = first + i;
                    row(layer, name, byLag ? null : step, byLag ? lags.get(i) : (Object) (last - step), items.get(i));
                }
            }
        });
    }

    private void row(
            String layer, String series, @Nullable Integer step, @Nullable Object lag, @Nullable Object value) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>(Records.index(record));
        row.put("layer", layer);
        row.put("series", series);
        row.put("step", step);
        row.put("lag", lag);
        row.put("value", value);
        rows.add(row);
    }
}
