// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import io.backflow.flow.profile.LabelledSteps;
import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.BackwardTrace;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells where errors enter at so many steps that their sum hides what comes back from afar, and which step's loss alone
 * shows it.
 *
 * <p>Before the first labelled step no error enters, so the flow is seen there; the losses are mixed where less than
 * half of the way from the last labelled step back lies before the first one.
 */
final class MixedLosses {

    private MixedLosses() {}

    /** Returns whether the losses are mixed in a layer whose backward pass ended at a step. */
    static boolean areMixed(LabelledSteps labelled, int firstStep) {
        return labelled.count() > 1 && 2 * (labelled.first() - firstStep) < labelled.last() - firstStep;
    }

    /**
     * Returns the steps to follow, in the order of the sequence, by whether the layers that they are for read
     * backwards; none for layers in which the flow is seen.
     *
     * @param passes of all layers
     * @param uppermost passes of those above which no recurrent layer lies
     * @param chosen the step that is asked for, which is followed if it lies among labelled ones, or null: that from
     *     which the way back is longest
     */
    static Map<Boolean, Integer> lossSteps(
            Collection<BackwardPass> passes, List<BackwardPass> uppermost, @Nullable Integer chosen) {
        Map<Boolean, Integer> steps = new TreeMap<>();
        for (BackwardPass pass : passes) {
            boolean reversed = pass.reversed();
            OptionalInt step = lossStep(
                    uppermost.stream().filter(upper -> chosen == null ? areMixed(upper, reversed) : hasSeveral(upper)),
                    reversed,
                    chosen);
            step.ifPresent(t -> steps.put(reversed, t));
        }
        return steps;
    }

    private static boolean hasSeveral(BackwardPass upper) {
        return labelled(upper, upper.reversed()).count() > 1;
    }

    private static boolean areMixed(BackwardPass upper, boolean reversed) {
        int firstStep = upper.reversed() == reversed ? upper.trace().firstStep() : 0;
        return areMixed(labelled(upper, reversed), firstStep);
    }

    private static OptionalInt lossStep(Stream<BackwardPass> mixed, boolean reversed, @Nullable Integer chosen) {
        List<LabelledSteps> labelled = mixed.map(pass -> labelled(pass, false)).toList();
        if (chosen != null && labelled.stream().anyMatch(own -> own.first() <= chosen && chosen <= own.last())) {
            return OptionalInt.of(chosen);
        }
        return reversed
                ? labelled.stream().mapToInt(LabelledSteps::first).min()
                : labelled.stream().mapToInt(LabelledSteps::last).max();
    }

    /** Returns at which steps errors enter a layer from above. */
    static LabelledSteps labelled(BackwardTrace trace) {
        double[] injected = new double[trace.steps()];
        for (int t = trace.firstStep(); t < injected.length; t++) {
            injected[t] = trace.injected(t);
        }
        return LabelledSteps.of(injected, trace.firstStep());
    }

    /** Returns the same, counted as a layer reads that does so backwards or not. */
    static LabelledSteps labelled(BackwardPass pass, boolean reversed) {
        LabelledSteps own = labelled(pass.trace());
        return pass.reversed() == reversed ? own : own.reversed(pass.trace().steps());
    }
}
