// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.export;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The tables that runs can be exported as. */
public enum TableKind {
    /** A row for each run: what came out. */
    RUNS("summary.json", FlatRow::rows),
    /** A row for each loss and evaluation. */
    METRICS("metrics.jsonl", FlatRow::rows),
    /** A row for each update, stage and block: its norms. */
    NORMS("gradients.jsonl", NormRows::of),
    /** A row for each update: what was done to its gradient. */
    CLIPPING("clipping.jsonl", FlatRow::rows),
    /** A row for each update, layer, series and time step. */
    FLOW("flow.jsonl", FlowRows::of),
    /** A row for each update and layer: verdict, decay and other single figures of the flow. */
    VERDICTS("flow.jsonl", FlowRows::verdicts),
    /** A row for each update and quantity. */
    MEASURED("measured.jsonl", FlatRow::rows);

    private final String file;
    private final Function<Map<String, @Nullable Object>, List<Map<String, @Nullable Object>>> rows;

    TableKind(String file, Function<Map<String, @Nullable Object>, List<Map<String, @Nullable Object>>> rows) {
        this.file = file;
        this.rows = rows;
    }

    /** Returns the table of that name, as {@link #key()} gives it. */
    public static Optional<TableKind> of(String key) {
        return Arrays.stream(values()).filter(kind -> kind.key().equals(key)).findFirst();
    }

    /** Returns its name, which is also that of its file. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the file of a run directory that it is of. */
    String file() {
        return file;
    }

    /** Returns the rows of one record. */
    List<Map<String, @Nullable Object>> rows(Map<String, @Nullable Object> record) {
        return rows.apply(record);
    }
}
