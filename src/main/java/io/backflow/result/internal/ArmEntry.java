// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.store.internal.RunStatus;
import org.jspecify.annotations.Nullable;

/**
 * An arm as the summary file of a comparison has it; {@link ArmSummary} says what the figures are.
 *
 * @param seeds how many runs it has
 * @param testedParameters which parameters the figures of the test split are of
 * @param diverged how many runs diverged
 */
record ArmEntry(
        String task,
        String cell,
        String clipping,
        long parameters,
        int seeds,
        Metric metric,
        String testedParameters,
        double mean,
        double standardDeviation,
        double medianLayerGradientNorm,
        double shareClipped,
        long nonFiniteUpdates,
        long diverged,
        double success,
        Flow flow,
        double meanTrainingSeconds) {

    /** How the gradient flowed, where that was recorded. */
    record Flow(@Nullable ArmFlow start, @Nullable ArmFlow end) {}

    static ArmEntry of(ArmSummary arm) {
        RunSummary first = arm.first();
        return new ArmEntry(
                first.task(),
                first.cell(),
                first.clipping(),
                first.parameters(),
                arm.runs().size(),
                first.metric(),
                first.testedParameters(),
                arm.mean(),
                arm.standardDeviation(),
                arm.layerNorm(),
                arm.shareClipped(),
                arm.nonFinite(),
                arm.count(RunStatus.DIVERGED),
                arm.success(),
                new Flow(arm.flowAtStart().orElse(null), arm.flowAtEnd().orElse(null)),
                arm.seconds());
    }
}
