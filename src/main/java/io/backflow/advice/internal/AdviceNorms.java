// SPDX-License-Identifier: Apache-2.0
package io.backflow.advice.internal;

import io.backflow.advice.internal.Advice.SeedNorms;
import io.backflow.record.JsonLines;
import io.backflow.record.RecordSink;
import io.backflow.record.Row;
import io.backflow.store.internal.AtomicFiles;
import java.nio.file.Path;
import java.util.List;

/** The norms behind an advice, as a file of JSON lines: one line a task, cell and seed. */
public final class AdviceNorms {

    private AdviceNorms() {}

    /**
     * Writes the norm of every update; the file is whole or, where that fails, as it was before.
     *
     * @throws java.io.UncheckedIOException naming the file, if it cannot be written
     */
    public static void write(List<Advice> advice, Path file) {
        AtomicFiles.write(file, temporary -> {
            try (RecordSink rows = JsonLines.create(temporary)) {
                advice.forEach(one -> one.seeds().forEach(seed -> rows.write(row(one, seed))));
            }
        });
    }

    private static Row row(Advice advice, SeedNorms seed) {
        return Row.builder()
                .with("record", "norms")
                .with("task", advice.task())
                .with("cell", advice.cell())
                .with("seed", seed.seed())
                .with("status", seed.status().key())
                .with("reason", seed.reason())
                .with("stage", "raw")
                .with("scale", advice.scaleKey())
                .with("norm", "l2")
                .with(
                        "norms",
                        seed.norms().stream().mapToDouble(Double::doubleValue).toArray())
                .with(
                        "labelledStepsPerExample",
                        seed.lengths().stream().mapToDouble(Double::doubleValue).toArray())
                .build();
    }
}
