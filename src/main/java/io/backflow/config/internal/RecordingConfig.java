// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.gradient.Scale;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;

/**
 * How often gradients are recorded, and in which scale.
 *
 * @param every in iterations; the first, the last, clipped and non-finite ones are recorded besides
 * @param scale what the norms in {@code gradients.jsonl} are summed or averaged over
 */
public record RecordingConfig(
        @Default("10") int every, @Default("mean") Scale scale) {

    /** Checks the rules. */
    public RecordingConfig {
        new Rules().atLeast("every", every, 1).enforce();
    }

    /** Records minibatch means. */
    public RecordingConfig(int every) {
        this(every, Scale.MEAN);
    }
}
