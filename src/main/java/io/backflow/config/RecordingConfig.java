package io.backflow.config;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;

/**
 * How often gradients are recorded.
 *
 * @param every in iterations; the first, the last, clipped and non-finite ones are recorded besides
 */
public record RecordingConfig(@Default("10") int every) {

    /** Checks the rules. */
    public RecordingConfig {
        new Rules().atLeast("every", every, 1).enforce();
    }
}
