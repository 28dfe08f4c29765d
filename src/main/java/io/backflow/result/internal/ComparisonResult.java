// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.store.internal.RunStatus;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nd4j.shade.jackson.annotation.JsonIgnore;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonPropertyOrder;

/**
 * The runs of a comparison.
 *
 * @param directory where everything is written
 * @param runs those that are over, in the order of the grid
 * @param status {@link RunStatus#FINISHED} or {@link RunStatus#INTERRUPTED}
 * @param reason why it ended early; empty if it did not
 */
@JsonPropertyOrder({"status", "arms", "statistics", "runs"})
public record ComparisonResult(
        @JsonIgnore Path directory,
        List<RunSummary> runs,
        RunStatus status,
        @JsonIgnore String reason) {

    /** Copies the runs. */
    public ComparisonResult {
        runs = List.copyOf(runs);
    }

    /** Returns the runs grouped by arm. */
    @JsonProperty
    public List<ArmSummary> arms() {
        return ArmSummary.group(runs);
    }

    /** Returns what the runs say of the arms; null as long as some are still to come. */
    @JsonProperty
    public @Nullable ComparisonStatistics statistics() {
        return status == RunStatus.RUNNING || runs.isEmpty() ? null : ComparisonStatistics.of(runs);
    }
}
