// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;

/**
 * How often the gradient of the recurrent weights is split by time step.
 *
 * @param every in updates; the first is looked at besides. 0 is never
 */
public record ContributionCapture(@Default("1000") int every) {

    /** The first and every thousandth update. */
    public static final ContributionCapture DEFAULT = new ContributionCapture(1000);

    /** Never. */
    public static final ContributionCapture NONE = new ContributionCapture(0);

    /** Checks the rules. */
    public ContributionCapture {
        new Rules().atLeast("every", every, 0).enforce();
    }
}
