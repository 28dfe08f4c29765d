// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.update;

import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedLayer;
import java.util.List;

/** The checks of what becomes of gradients on their way to the parameters. */
public final class UpdateChecks {

    private UpdateChecks() {}

    /** Returns all of them. */
    public static List<Check> all() {
        return List.of(
                new DoubledWeightDecay(),
                new WeightDecayWithoutRate(),
                new ClippedStatistics(),
                new RisingSchedule(),
                new LargeSteps(),
                new ActingNoOp(),
                new SummedUpdates(),
                new Renormalisation(),
                new LineSearch(),
                new LayerwiseClipping(),
                new FloatSums(),
                new AdamEpsilon(),
                new EpochSchedule());
    }

    /** Returns whether Deeplearning4j's own gradient normalisation bounds what becomes of a layer's gradient. */
    public static boolean bounds(ExaminedLayer layer) {
        return Normalisation.of(layer).isPresent();
    }
}
