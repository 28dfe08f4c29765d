// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;

/**
 * Gradient descent on an error surface, once as it is and once with its gradient clipped by its norm.
 *
 * @param w where it starts, finite
 * @param b where it starts, finite
 * @param learningRate length of a step for a gradient of norm 1, finite and greater than 0
 * @param updates how many steps
 * @param maxNorm threshold of the clipped one, finite and greater than 0
 */
public record DescentConfig(
        double w,
        double b,
        double learningRate,
        @Default("100") int updates,
        @Default("1.0") double maxNorm) {

    private static final int MOST_UPDATES = 1_000_000;

    /** Checks the rules. */
    public DescentConfig {
        new Rules()
                .finite("w", w)
                .finite("b", b)
                .positive("learningRate", learningRate)
                .between("updates", updates, 1, MOST_UPDATES)
                .positive("maxNorm", maxNorm)
                .enforce();
    }
}
