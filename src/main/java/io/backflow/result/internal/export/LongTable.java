// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal.export;

import io.backflow.result.internal.listing.FoundRun;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One table of several runs, with the names of the run in every row.
 *
 * <p>Every file is read twice, first for its columns, and never held: a table may be larger than the memory. What runs
 * that are still trained write in between is left out.
 */
public final class LongTable {

    private final List<FoundRun> runs;
    private final TableKind kind;
    private final Set<String> columns = new LinkedHashSet<>(List.of("task", "cell", "clipping", "seed"));
    private final Map<FoundRun, Long> records = new HashMap<>();
    private long rows;

    /**
     * Looks at the runs' files.
     *
     * @throws java.io.UncheckedIOException if one cannot be read
     */
    public LongTable(List<FoundRun> runs, TableKind kind) {
        this.runs = List.copyOf(runs);
        this.kind = kind;
        runs.forEach(this::look);
    }

    private void look(FoundRun run) {
        Records.read(run.directory().resolve(kind.file()), record -> {
            records.merge(run, 1L, Long::sum);
            for (Map<String, @Nullable Object> row : kind.rows(record)) {
                columns.addAll(row.keySet());
                rows++;
            }
        });
    }

    /** Returns how many rows it has. */
    public long rows() {
        return rows;
    }

    /** Writes it. */
    public void write(TableFormat format, Appendable out) {
        format.header(columns, out);
        for (FoundRun run : runs) {
            long[] left = {records.getOrDefault(run, 0L)};
            Records.read(run.directory().resolve(kind.file()), record -> {
                if (left[0] > 0) {
                    left[0]--;
                    kind.rows(record).forEach(row -> format.row(columns, named(run, row), out));
                }
            });
        }
    }

    private static Map<String, @Nullable Object> named(FoundRun run, Map<String, @Nullable Object> row) {
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        named.put("task", run.task());
        named.put("cell", run.cell());
        named.put("clipping", run.clipping());
        named.put("seed", run.seed());
        named.putAll(row);
        return named;
    }
}
