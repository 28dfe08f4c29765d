// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.gradient;

import io.backflow.audit.internal.checkup.Check;
import java.util.List;

/** The checks of what is wrong with gradients on their way back. */
public final class GradientChecks {

    private GradientChecks() {}

    /** Returns all of them. */
    public static List<Check> all() {
        return List.of(
                new DoubledAttention(),
                new ForgottenState(),
                new BackwardLength(),
                new UntrainedSegments(),
                new StoppedErrors(),
                new BrokenLayerNorm(),
                new PaddedLastStep(),
                new IgnoredMasks());
    }
}
