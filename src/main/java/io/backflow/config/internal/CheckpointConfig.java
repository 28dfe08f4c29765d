// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;

/**
 * How often a run saves what it needs to be continued.
 *
 * @param every in iterations, after a whole minibatch; 0 saves only at the end and when the run is interrupted, so that
 *     a run that is killed starts anew
 */
public record CheckpointConfig(@Default("500") int every) {

    /** Checks the rules. */
    public CheckpointConfig {
        new Rules().atLeast("every", every, 0).enforce();
    }
}
