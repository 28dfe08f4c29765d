// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;

/**
 * The recurrent network of one sigmoid unit without input, {@code x_t = w sigma(x_(t-1)) + b}, whose error is
 * {@code (sigma(x_T) - target)^2}.
 *
 * @param steps T, at least 1
 * @param start x_0, finite
 * @param target what the unit should give at the end, between 0 and 1
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov and Bengio (2013), section 2.3 and Figure 6</a>
 */
public record UnitConfig(
        @Default("50") int steps,
        @Default("0.5") double start,
        @Default("0.7") double target) {

    private static final int MOST_STEPS = 100_000;

    /** Checks the rules. */
    public UnitConfig {
        new Rules()
                .between("steps", steps, 1, MOST_STEPS)
                .finite("start", start)
                .between("target", target, 0.0, 1.0)
                .enforce();
    }
}
