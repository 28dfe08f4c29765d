// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import java.util.Arrays;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonValue;

/** The one number by which runs of a task are compared. */
public enum Metric {
    /** Share of sequences, or of time steps, whose class is predicted; higher is better. */
    ACCURACY("accuracy", "accuracy", true),
    /** Mean squared error over sequences and outputs; lower is better. */
    MEAN_SQUARED_ERROR("mse", "MSE", false),
    /** Mean absolute error over sequences and outputs; lower is better. */
    MEAN_ABSOLUTE_ERROR("mae", "MAE", false),
    /** Mean over outputs of the absolute error divided by that of the naive forecast in training; lower is better. */
    MEAN_ABSOLUTE_SCALED_ERROR("mase", "MASE", false),
    /** Mean cross-entropy of a time step's class, in bits; lower is better. */
    BITS_PER_STEP("bitsPerStep", "bits/step", false),
    /** Share of the steps that recall whose class is predicted; higher is better. */
    RECALL_ACCURACY("recallAccuracy", "recall accuracy", true),
    /** Mean over time steps of the cross-entropy of all labels of a step, in nats; lower is better. */
    NATS_PER_STEP("natsPerStep", "nats/step", false);

    private final String key;
    private final String label;
    private final boolean higherIsBetter;

    Metric(String key, String label, boolean higherIsBetter) {
        this.key = key;
        this.label = label;
        this.higherIsBetter = higherIsBetter;
    }

    /**
     * Returns the metric of a name that files use.
     *
     * @throws IllegalArgumentException if there is none
     */
    @JsonCreator
    public static Metric of(String key) {
        return Arrays.stream(values())
                .filter(metric -> metric.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no metric '" + key + "'"));
    }

    /** Returns the name that people read. */
    public String label() {
        return label;
    }

    /** Returns whether a higher value is the better one. */
    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** Returns the name that files use. */
    @JsonValue
    public String key() {
        return key;
    }
}
