// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.plan;

import io.backflow.advice.internal.Advice;
import io.backflow.advice.internal.SeedNorms;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Proposed thresholds as a JSON document. */
public final class AdviceDocument {

    private AdviceDocument() {}

    /**
     * Returns the document.
     *
     * @param norms the file of all norms; null if none was written
     */
    public static Map<String, @Nullable Object> of(List<Advice> advice, @Nullable Path norms) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("advice", advice.stream().map(AdviceDocument::of).toList());
        document.put("norms", norms == null ? null : norms.toString());
        return document;
    }

    private static Map<String, @Nullable Object> of(Advice advice) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("task", advice.task());
        document.put("cell", advice.cell());
        document.put("scale", advice.scaleKey());
        document.put("mean", advice.mean());
        document.put("proposals", advice.proposals());
        document.put("seeds", advice.seeds().stream().map(AdviceDocument::of).toList());
        document.put("perStep", advice.lengthsDiffer() && !advice.isPerStep() ? of(advice.perStep()) : null);
        return document;
    }

    private static Map<String, Object> of(SeedNorms seed) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("seed", seed.seed());
        document.put("status", seed.status().key());
        document.put("reason", seed.reason());
        document.put("updates", seed.norms().size());
        return document;
    }
}
