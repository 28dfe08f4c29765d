// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.setting.Default;
import io.backflow.store.internal.Json;
import io.backflow.store.internal.RunDirectory;
import io.backflow.store.internal.RunStatus;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.nd4j.shade.jackson.annotation.JsonPropertyOrder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The result of one run.
 *
 * @param task name of the task
 * @param cell name of the cell's arm
 * @param clipping name of the clipping's arm
 * @param seed the seed
 * @param status how far it came
 * @param reason why it ended early; empty if it did not
 * @param parameters number of trainable parameters
 * @param updates number of updates that were made or refused
 * @param metric the task's metric on the test split
 * @param figures everything that was evaluated on the test split, by name; if outputs are not finite only how many,
 *     {@code nonFiniteOutputs}, which is no success where the task says what one is; empty if the run was stopped
 * @param layerNorm median L2 norm of the raw minibatch-mean gradient of the first recurrent layer
 * @param shareClipped share of updates whose gradient was clipped
 * @param nonFinite number of updates whose gradient was not finite
 * @param flow how the gradient flowed back through time
 * @param seconds wall-clock time of training, without evaluation
 */
@JsonPropertyOrder({
    "task",
    "cell",
    "clipping",
    "seed",
    "status",
    "reason",
    "parameters",
    "updates",
    "metric",
    RunSummary.TESTED_PARAMETERS,
    "figures",
    "medianLayerGradientNorm",
    "shareClipped",
    "nonFiniteUpdates",
    "flow",
    "trainingSeconds"
})
public record RunSummary(
        String task,
        String cell,
        String clipping,
        long seed,
        RunStatus status,
        String reason,
        long parameters,
        long updates,
        Metric metric,
        Map<String, Double> figures,
        @JsonProperty("medianLayerGradientNorm") double layerNorm,
        double shareClipped,
        @JsonProperty("nonFiniteUpdates") long nonFinite,
        @Default("{\"verdicts\": {}}") FlowSummary flow,
        @JsonProperty("trainingSeconds") double seconds) {

    /** The figure that is 1 if fewer sequences are wrong than the task's definition allows, else 0. */
    public static final String SUCCESS = "success";

    /** The name of the field that says which parameters the figures of the test split are of. */
    static final String TESTED_PARAMETERS = "testedParameters";

    /** Those after the last update, where validation chooses none. */
    private static final String LAST_PARAMETERS = "last";

    /** Those that were best on the validation sequences. */
    private static final String BEST_PARAMETERS = "best";

    /** The figure that says after which update the tested parameters were, if those are the best in validation. */
    public static final String BEST_UPDATE = "bestUpdate";

    /** The figure of the validation at which training was to stop, where a job names one. */
    public static final String TARGET = "target";

    /** The figure that says after which update validation reached the target; absent if it never did. */
    public static final String UPDATES_TO_TARGET = "updatesToTarget";

    /** The file of the network with these parameters. */
    public static final String BEST_MODEL = "best-model.zip";

    private static final Logger log = LoggerFactory.getLogger(RunSummary.class);

    /** Copies the figures, in their order. */
    public RunSummary {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
    }

    /** Returns the same result under other names of its task and its cell. */
    public RunSummary named(String newTask, String newCell) {
        return new RunSummary(
                newTask,
                newCell,
                clipping,
                seed,
                status,
                reason,
                parameters,
                updates,
                metric,
                figures,
                layerNorm,
                shareClipped,
                nonFinite,
                flow,
                seconds);
    }

    @JsonProperty(value = TESTED_PARAMETERS, access = JsonProperty.Access.READ_ONLY)
    String testedParameters() {
        return figures.containsKey(BEST_UPDATE) ? BEST_PARAMETERS : LAST_PARAMETERS;
    }

    /** Returns the value of the metric; NaN if the run gave none. */
    public double value() {
        return figures.getOrDefault(metric.key(), Double.NaN);
    }

    /** Returns the summary of the run in a directory, if it is over and the file is one of ours. */
    public static Optional<RunSummary> read(Path directory) {
        Path file = directory.resolve("summary.json");
        if (!RunDirectory.holdsResult(directory) || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(file, RunSummary.class));
        } catch (UncheckedIOException e) {
            log.warn("{} is not what this version writes: it counts as none", file);
            return Optional.empty();
        }
    }
}
