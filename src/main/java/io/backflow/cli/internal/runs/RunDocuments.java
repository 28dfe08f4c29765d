// SPDX-License-Identifier: Apache-2.0
package io.backflow.cli.internal.runs;

import io.backflow.result.internal.listing.FoundRun;
import java.util.LinkedHashMap;
import java.util.Map;

/** A run directory as part of a JSON document. */
final class RunDocuments {

    private RunDocuments() {}

    static Map<String, Object> of(FoundRun run) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("directory", run.directory().toString());
        document.put("kind", run.kind());
        document.put("status", run.status());
        document.put("reason", run.reason());
        document.put("at", run.at());
        if (!run.isComparison()) {
            document.put("task", run.task());
            document.put("cell", run.cell());
            document.put("clipping", run.clipping());
            document.put("seed", run.seed());
            document.put("metric", run.metric());
            document.put("value", run.value());
            document.put("verdict", run.verdict());
        }
        return document;
    }
}
