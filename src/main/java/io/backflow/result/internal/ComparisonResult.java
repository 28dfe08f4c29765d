// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.store.internal.RunStatus;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The runs of a comparison.
 *
 * @param directory where everything is written
 * @param runs those that are over, in the order of the grid
 * @param status {@link RunStatus#FINISHED} or {@link RunStatus#INTERRUPTED}
 * @param reason why it ended early; empty if it did not
 */
public record ComparisonResult(Path directory, List<RunSummary> runs, RunStatus status, String reason) {

    /** Copies the runs. */
    public ComparisonResult {
        runs = List.copyOf(runs);
    }

    /** Returns the runs grouped by arm. */
    public List<ArmSummary> arms() {
        return ArmSummary.group(runs);
    }

    /** Returns the result as the summary file holds it. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("status", status.key());
        map.put("arms", arms().stream().map(ArmSummary::toMap).toList());
        map.put("runs", runs.stream().map(RunSummary::toMap).toList());
        return map;
    }
}
