// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.recurrent.internal.kernel.SequenceClipper;
import io.backflow.recurrent.internal.kernel.StepClipper;
import io.backflow.recurrent.internal.kernel.StepClipping;
import io.backflow.recurrent.internal.kernel.StepHooks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Puts what clipping through time should do into the engine's words, and what it did into those of the records. */
final class ClippedSteps {

    private ClippedSteps() {}

    static StepClipping how(ThroughTimeClipping clipping) {
        return new StepClipping(
                clipping.target() == ThroughTimeClipping.Target.PRE_ACTIVATION,
                clipping.by() == ThroughTimeClipping.By.NORM,
                clipping.threshold());
    }

    /** Returns what happened at each step, in the order of time. */
    static List<ThroughTimeClipping.ThroughTimeRecord.Step> of(StepHooks<?> hooks) {
        List<ThroughTimeClipping.ThroughTimeRecord.Step> steps = new ArrayList<>();
        for (StepClipper.Step s : clipped(hooks)) {
            steps.add(new ThroughTimeClipping.ThroughTimeRecord.Step(
                    s.step(), s.considered(), s.clipped(), s.nonFinite(), s.before(), s.after()));
        }
        Collections.reverse(steps);
        return steps;
    }

    private static List<StepClipper.Step> clipped(StepHooks<?> hooks) {
        SequenceClipper<?> sequences = hooks.sequence();
        if (sequences != null) {
            return sequences.steps();
        }
        StepClipper<?> clipper = hooks.clipper();
        return clipper == null ? List.of() : clipper.steps();
    }
}
