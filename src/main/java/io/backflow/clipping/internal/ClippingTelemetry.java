// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.clipping.ClippingRecord;
import io.backflow.gradient.SavedState;
import io.backflow.gradient.internal.NormHistogram;

/** Counts the gradients of one model as they pass, in constant memory. */
final class ClippingTelemetry {

    private NormHistogram norms = new NormHistogram(ClippingRecord.ClippingStatistics.RELATIVE_ERROR);
    private long gradients;
    private long clipped;
    private long nonFinite;

    /**
     * Counts one gradient.
     *
     * @param norm global L2 norm of the raw gradient, in the scale of all
     * @param wasClipped whether the policy changed it
     * @param wasFinite whether it needed no mending
     */
    void count(double norm, boolean wasClipped, boolean wasFinite) {
        gradients++;
        clipped += wasClipped ? 1 : 0;
        nonFinite += wasFinite ? 0 : 1;
        if (wasFinite) {
            norms.add(norm);
        }
    }

    ClippingRecord.ClippingStatistics statistics() {
        return new ClippingRecord.ClippingStatistics(
                gradients, clipped, nonFinite, norms.quantile(0.5), norms.quantile(0.9), norms.quantile(0.99));
    }

    SavedState state() {
        return SavedState.empty()
                .withCounts("counts", gradients, clipped, nonFinite)
                .with("globalNorms", norms.state());
    }

    void restore(SavedState state) {
        long[] counts = state.counts("counts", 3);
        norms = NormHistogram.of(state.numbers("globalNorms"));
        gradients = counts[0];
        clipped = counts[1];
        nonFinite = counts[2];
    }
}
