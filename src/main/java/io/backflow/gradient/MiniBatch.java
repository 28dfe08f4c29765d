// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import io.backflow.gradient.internal.LabelledStepCount;

/**
 * How many terms the loss of one update has.
 *
 * @param examples number of examples
 * @param labelledSteps number of labelled time steps of all examples, as {@link LabelledStepCount} counts them; NaN
 *     where nobody needs it
 */
public record MiniBatch(int examples, double labelledSteps) {

    /** Returns whether the labelled steps were counted. */
    public boolean isCounted() {
        return !Double.isNaN(labelledSteps);
    }
}
