// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.data.DataConfig;
import io.backflow.setting.Rules;
import org.jspecify.annotations.Nullable;

/**
 * A task of a comparison, with the training that suits it.
 *
 * @param name how tables name it; null takes the name of the data's type
 * @param data the sequences to learn from
 * @param training how long, how fast, in what portions; the same for every cell
 */
public record TaskConfig(@Nullable String name, DataConfig data, TrainingConfig training) {

    /** Checks the rules. */
    public TaskConfig {
        Rules rules = RunName.checkPart(new Rules(), "name", name);
        training.checkFits(data, rules).enforce();
    }
}
