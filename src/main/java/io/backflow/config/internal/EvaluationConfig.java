// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;

/**
 * When and in what portions the network is evaluated on held-out sequences.
 *
 * @param every in iterations; 0 evaluates at the end only
 * @param batchSize sequences that go through the network together; changes the speed, not the result
 */
public record EvaluationConfig(
        @Default("0") int every, @Default("100") int batchSize) {

    /** Checks the rules. */
    public EvaluationConfig {
        new Rules()
                .atLeast("every", every, 0)
                .between("batchSize", batchSize, 1, TrainingConfig.LARGEST_BATCH)
                .enforce();
    }
}
