// SPDX-License-Identifier: Apache-2.0
package io.backflow.advice.internal;

import io.backflow.record.JsonLines;
import io.backflow.record.RecordSink;
import io.backflow.record.internal.NormsFormat;
import io.backflow.record.internal.NormsRecord;
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
        NormsFormat format = new NormsFormat();
        AtomicFiles.write(file, temporary -> {
            try (RecordSink rows = JsonLines.create(temporary)) {
                advice.forEach(one -> one.seeds().forEach(seed -> rows.write(format, norms(one, seed))));
            }
        });
    }

    private static NormsRecord norms(Advice advice, SeedNorms seed) {
        return new NormsRecord(
                advice.task(),
                advice.cell(),
                seed.seed(),
                seed.status().key(),
                seed.reason(),
                advice.scale(),
                seed.norms(),
                seed.lengths());
    }
}
