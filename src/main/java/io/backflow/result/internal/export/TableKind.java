// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.export;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables that runs can be exported as. */
public enum TableKind {
    /** A row for each run: what came out. */
    RUNS("summary.json"),
    /** A row for each loss and evaluation. */
    METRICS("metrics.jsonl"),
    /** A row for each update, stage and block: its norms. */
    NORMS("gradients.jsonl"),
    /** A row for each update: what was done to its gradient. */
    CLIPPING("clipping.jsonl"),
    /** A row for each update, layer, series and time step. */
    FLOW("flow.jsonl"),
    /** A row for each update and layer: verdict, decay and other single figures of the flow. */
    VERDICTS("flow.jsonl"),
    /** A row for each update and quantity. */
    MEASURED("measured.jsonl");

    private final String file;

    TableKind(String file) {
        this.file = file;
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
        return switch (this) {
            case NORMS -> NormRows.of(record);
            case FLOW -> FlowRows.of(record);
            case VERDICTS -> FlowRows.verdicts(record);
            default -> FlatRow.rows(record);
        };
    }
}
