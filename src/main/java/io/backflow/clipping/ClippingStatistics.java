// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.gradient.internal.NormHistogram;

/**
 * What all gradients of one model had in common so far, the latest included. Norms are global L2 norms of the raw gradient
 * in the record's scale; their quantiles are known to a relative error of {@link #RELATIVE_ERROR}.
 *
 * @param gradients number of gradients: one an update, but for DL4J's line-search optimisers
 * @param clipped how many of them the policy changed
 * @param nonFinite how many had NaN or infinite elements, or a norm over the limit; the others' norms are in the quantiles
 * @param p50 median norm; NaN before the first norm that is finite
 * @param p90 norm that one in ten is over
 * @param p99 norm that one in a hundred is over
 */
public record ClippingStatistics(long gradients, long clipped, long nonFinite, double p50, double p90, double p99) {

    /** The largest error of a quantile, relative to the true one. */
    public static final double RELATIVE_ERROR = NormHistogram.DEFAULT_RELATIVE_ERROR;

    /** Of no gradient. */
    public static final ClippingStatistics NONE = new ClippingStatistics(0, 0, 0, Double.NaN, Double.NaN, Double.NaN);

    /** Returns the share of gradients that the policy changed, from 0 to 1; 0 before the first. */
    public double shareClipped() {
        return gradients == 0 ? 0.0 : (double) clipped / gradients;
    }
}
