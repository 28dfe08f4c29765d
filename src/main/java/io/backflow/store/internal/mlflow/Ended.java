// SPDX-License-Identifier: Apache-2.0
package io.backflow.store.internal.mlflow;

import io.backflow.record.Row;

/**
 * How a run ended.
 *
 * @param status as {@code status.json} has it
 * @param reason why it ended early; empty if it did not
 */
record Ended(String status, String reason) {

    /** The end of a run that could not say how it ended. */
    static final Ended BROKEN = new Ended("failed", "");

    static Ended of(Row ending) {
        return new Ended(ending.text("status"), ending.text("reason"));
    }

    boolean isResult() {
        return status.equals("finished") || status.equals("diverged");
    }

    /** Returns the status in MLflow's terms, which has no word for a training that diverges but failed. */
    String mlflow() {
        return switch (status) {
            case "finished" -> "FINISHED";
            case "interrupted" -> "KILLED";
            default -> "FAILED";
        };
    }
}
