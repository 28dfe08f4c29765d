// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import org.jspecify.annotations.Nullable;

/**
 * When and in what portions the network is evaluated on held-out sequences, and what follows from it.
 *
 * @param every in iterations; 0 evaluates at the end only
 * @param batchSize sequences that go through the network together; changes the speed, not the result
 * @param keep which parameters are tested at the end: {@code last}, or {@code best} on the validation sequences; null
 *     is {@code last}
 * @param patience evaluations in a row without a new best after which training stops; null never stops early
 * @param minDelta by how much a value has to be better to be a new best; null is 0
 * @param monitor what is compared: {@code loss}, or {@code metric}, the one by which the task's runs are compared; null
 *     is {@code loss}
 * @param target value of what is compared at which training stops, since the task counts as solved; null never stops so
 */
public record EvaluationConfig(
        @Default("0") int every,
        @Default("100") int batchSize,
        @Nullable Keep keep,
        @Nullable Integer patience,
        @Nullable Double minDelta,
        @Nullable Monitor monitor,
        @Nullable Double target) {

    /** Which parameters are tested. */
    public enum Keep {
        /** Those after the last update. */
        LAST,
        /** Those with the best value on the validation sequences. */
        BEST
    }

    /** What is compared between evaluations. */
    public enum Monitor {
        /** The validation loss. */
        LOSS,
        /** The metric by which runs of the task are compared. */
        METRIC
    }

    /** Checks the rules. */
    public EvaluationConfig {
        Rules rules =
                new Rules().atLeast("every", every, 0).between("batchSize", batchSize, 1, TrainingConfig.LARGEST_BATCH);
        if (patience != null) {
            rules.atLeast("patience", patience, 1);
        }
        if (target != null) {
            rules.finite("target", target);
        }
        boolean watches = patience != null || keep == Keep.BEST || target != null;
        rules.require(
                !watches || every > 0,
                "every",
                "must be at least 1 where patience, target or keep: best is given",
                every);
        if (minDelta != null) {
            rules.require(watches, "minDelta", "must be left out without patience, target or keep: best", minDelta)
                    .notNegative("minDelta", minDelta);
        }
        if (monitor != null) {
            rules.require(watches, "monitor", "must be left out without patience, target or keep: best", monitor);
        }
        rules.enforce();
    }

    /** Tests the last parameters, and never stops early. */
    public EvaluationConfig(int every, int batchSize) {
        this(every, batchSize, null, null, null, null, null);
    }

    /** Whether the best evaluation is remembered. */
    public boolean watches() {
        return patience != null || keep == Keep.BEST || target != null;
    }
}
