// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import java.util.Arrays;
import org.nd4j.shade.jackson.annotation.JsonCreator;
import org.nd4j.shade.jackson.annotation.JsonValue;

/** The one number by which runs of a task are compared. */
public enum Metric {
    /** Share of sequences, or of time steps, whose class is predicted; higher is better. */
    ACCURACY("accuracy"),
    /** Mean squared error over sequences and outputs; lower is better. */
    MEAN_SQUARED_ERROR("mse"),
    /** Mean cross-entropy of a time step's class, in bits; lower is better. */
    BITS_PER_STEP("bitsPerStep"),
    /** Share of the steps that recall whose class is predicted; higher is better. */
    RECALL_ACCURACY("recallAccuracy");

    private final String key;

    Metric(String key) {
        this.key = key;
    }

    @JsonCreator
    static Metric of(String key) {
        return Arrays.stream(values())
                .filter(metric -> metric.key.equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no metric '" + key + "'"));
    }

    /** Whether a higher value is a better one. */
    public boolean higherIsBetter() {
        return this == ACCURACY || this == RECALL_ACCURACY;
    }

    /** Returns the name that files and tables use. */
    @JsonValue
    public String key() {
        return key;
    }
}
