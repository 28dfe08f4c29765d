// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.gradient.Scale;
import io.backflow.gradient.internal.NormHistogram;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the gradients of a run had in common, as {@code gradient-summary.json} has it.
 *
 * @param stage of the norms: {@code raw}
 * @param scale of the norms, by the name of {@link Scale}
 * @param norm which norm it is: {@code l2}
 * @param layer name of the first recurrent layer
 * @param layerNorm of that layer's gradient
 * @param meanLayerNorm the same as means over the minibatch; null if that is the scale
 * @param globalNorm of the whole gradient
 * @param relativeError how far a quantile may be off
 * @param threshold the last one that was in force for all blocks, in the units of the policy's own norm; NaN if there
 *     was none
 * @param updates how many there were
 * @param clippedUpdates how many of them were clipped
 * @param shareClipped the share of these
 * @param nonFiniteUpdates how many had a gradient that was not finite
 * @param throughTime what clipping through time did, by layer; null if nothing
 * @param regularizer what a regulariser measured last, by name; null if there is none
 */
public record GradientSummary(
        String stage,
        String scale,
        String norm,
        String layer,
        Quantiles layerNorm,
        @Nullable Quantiles meanLayerNorm,
        Quantiles globalNorm,
        double relativeError,
        double threshold,
        long updates,
        long clippedUpdates,
        double shareClipped,
        long nonFiniteUpdates,
        @Nullable Map<String, ThroughTimeCounts> throughTime,
        @Nullable Map<String, Double> regularizer) {

    /** How norms were distributed; NaN if there was none. */
    public record Quantiles(double p10, double p50, double p90, double p99, double max) {

        static Quantiles of(NormHistogram norms) {
            return new Quantiles(
                    norms.quantile(0.1),
                    norms.quantile(0.5),
                    norms.quantile(0.9),
                    norms.quantile(0.99),
                    norms.quantile(1.0));
        }
    }

    /** Returns the summary with what was done inside the backward pass. */
    public GradientSummary with(
            @Nullable Map<String, ThroughTimeCounts> clipsThroughTime, @Nullable Map<String, Double> measured) {
        return new GradientSummary(
                stage,
                scale,
                norm,
                layer,
                layerNorm,
                meanLayerNorm,
                globalNorm,
                relativeError,
                threshold,
                updates,
                clippedUpdates,
                shareClipped,
                nonFiniteUpdates,
                clipsThroughTime,
                measured);
    }
}
