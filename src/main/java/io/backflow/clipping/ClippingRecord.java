// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.gradient.MiniBatch;
import io.backflow.gradient.NonFiniteFinding;
import io.backflow.gradient.Scale;
import io.backflow.gradient.StageNorms;
import io.backflow.gradient.UpdateIndex;
import io.backflow.gradient.internal.NormHistogram;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was done to the gradient of one update. All norms and thresholds are of the gradient in one scale.
 *
 * @param index which update
 * @param action what was done
 * @param scale of all norms and thresholds, the statistics' included: the mean over the minibatch unless the listener
 *     was told another
 * @param miniBatch number of examples, and of labelled steps where they were counted
 * @param before norms of all blocks of the raw gradient, measured. The L1 norm and the largest absolute value are NaN
 *     where nobody needs them: neither {@code isSampled}, nor a policy that looks at them, nor a consumer of gradients
 * @param after norms of all blocks after clipping; the same object where nothing was changed. Measured where
 *     {@code isSampled}; else, where the policy only multiplied whole blocks or units, computed from {@code before},
 *     which leaves out the rounding of the elements
 * @param result what the policy did, block by block, and the threshold in force
 * @param nonFinite what is known of NaN and infinite elements, or of a norm over the limit; null if there was none
 * @param statistics what this gradient and all before it had in common
 * @param isSampled whether the update is the model's first, sampled by the schedule, or not finite
 */
public record ClippingRecord(
        UpdateIndex index,
        Action action,
        Scale scale,
        MiniBatch miniBatch,
        StageNorms before,
        StageNorms after,
        ClipResult result,
        @Nullable NonFiniteFinding nonFinite,
        ClippingStatistics statistics,
        boolean isSampled) {

    /** Returns the global L2 norm of the raw gradient. */
    public double globalBefore() {
        return before.global().l2();
    }

    /** Returns the global L2 norm after clipping. */
    public double globalAfter() {
        return after.global().l2();
    }

    /** What was done to a gradient. */
    public enum Action {
        /** It was finite and the policy let it pass. */
        UNCHANGED,
        /** The policy changed it. */
        CLIPPED,
        /** It was not finite, and its elements that were not became 0; the policy saw the rest. */
        ZEROED,
        /** It was not finite, and a multiple of the recurrent weights took its place; the policy did not see it. */
        SHRUNK,
        /** It was not finite, and the update was not made. */
        SKIPPED,
        /** It was not finite, and training stopped. */
        FAILED;

        /** Returns the name in lower case, as records and files write it. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What all gradients of one model had in common so far, the latest included. Norms are global L2 norms of the raw
     * gradient in the record's scale; their quantiles are known to a relative error of {@link #RELATIVE_ERROR}.
     *
     * @param gradients number of gradients: one an update, but for DL4J's line-search optimisers
     * @param clipped how many of them the policy changed
     * @param nonFinite how many had NaN or infinite elements, or a norm over the limit; the others' norms are in the
     *     quantiles
     * @param p50 median norm; NaN before the first norm that is finite
     * @param p90 norm that one in ten is over
     * @param p99 norm that one in a hundred is over
     */
    public record ClippingStatistics(long gradients, long clipped, long nonFinite, double p50, double p90, double p99) {

        /** The largest error of a quantile, relative to the true one. */
        public static final double RELATIVE_ERROR = NormHistogram.DEFAULT_RELATIVE_ERROR;

        /** The statistics before the first gradient. */
        public static final ClippingStatistics NONE =
                new ClippingStatistics(0, 0, 0, Double.NaN, Double.NaN, Double.NaN);

        /** Returns the share of gradients that the policy changed, from 0 to 1; 0 before the first. */
        public double shareClipped() {
            return gradients == 0 ? 0.0 : (double) clipped / gradients;
        }
    }
}
