// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.setting.Rules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is chosen for each arm by its validation sequences before the arm is run.
 *
 * @param learningRates the updater's, each tried once for every arm
 * @param seed of the trials; null is the first of the comparison's
 */
public record SearchConfig(
        List<Double> learningRates, @Nullable Long seed) {

    /** Checks the rules. */
    public SearchConfig {
        learningRates = List.copyOf(learningRates);
        Rules rules = new Rules()
                .require(learningRates.size() > 1, "learningRates", "must have at least two elements", learningRates)
                .distinct("learningRates", learningRates);
        for (int i = 0; i < learningRates.size(); i++) {
            rules.positive("learningRates[" + i + "]", learningRates.get(i));
        }
        rules.enforce();
    }
}
