// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.export;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The norms of an update: a row for each stage and block. */
final class NormRows {

    private static final String SAME_AS = "sameAs";

    private NormRows() {}

    static List<Map<String, @Nullable Object>> of(Map<String, @Nullable Object> record) {
        List<?> blocks = Records.list(record.get("blocks"));
        Map<String, @Nullable Object> norms = Records.map(record.get("norms"));
        List<Map<String, @Nullable Object>> rows = new ArrayList<>();
        norms.forEach((stage, given) -> {
            Map<String, @Nullable Object> values = Records.map(given);
            Object other = values.get(SAME_AS);
            Map<String, @Nullable Object> meant =
                    other == null ? values : Records.map(norms.get(String.valueOf(other)));
            for (int i = 0; i < blocks.size() && !meant.isEmpty(); i++) {
                Map<String, @Nullable Object> row = Records.index(record);
                row.put("stage", stage);
                row.put("scale", meant.get("scale"));
                row.put("block", blocks.get(i));
                row.put("elements", Records.at(record.get("elements"), i));
                for (Map.Entry<String, @Nullable Object> norm : meant.entrySet()) {
                    if (norm.getValue() instanceof List<?>) {
                        row.put(norm.getKey(), Records.at(norm.getValue(), i));
                    }
                }
                rows.add(new LinkedHashMap<>(row));
            }
        });
        return rows;
    }
}
