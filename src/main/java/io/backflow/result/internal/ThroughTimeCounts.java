// SPDX-License-Identifier: Apache-2.0
package io.backflow.result.internal;

import io.backflow.recurrent.ThroughTimeClipping;

/**
 * What clipping through time did to one layer, over all backward passes.
 *
 * @param passes how many there were
 * @param passesClipped in how many of them something was clipped
 * @param considered how many examples or elements were looked at, over all steps
 * @param clipped how many of them were clipped
 * @param nonFinite how many of them were not finite
 * @param largestBefore largest norm or absolute value before clipping
 */
public record ThroughTimeCounts(
        long passes, long passesClipped, long considered, long clipped, long nonFinite, double largestBefore) {

    /** Before the first pass. */
    public static final ThroughTimeCounts NONE = new ThroughTimeCounts(0, 0, 0, 0, 0, 0);

    /** Returns the counts with one more pass. */
    public ThroughTimeCounts plus(ThroughTimeClipping.ThroughTimeRecord pass) {
        return new ThroughTimeCounts(
                passes + 1,
                passesClipped + (pass.clipped() > 0 ? 1 : 0),
                considered + pass.considered(),
                clipped + pass.clipped(),
                nonFinite + pass.nonFinite(),
                Math.max(largestBefore, pass.largestBefore()));
    }
}
