// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.internal;

import io.backflow.clipping.NonFiniteConfig;
import io.backflow.gradient.SavedState;

/** How many gradients of one model were not finite: in a row, and in all. */
final class NonFiniteCount {

    private long consecutive;
    private long total;

    /** Counts a gradient that is finite. */
    void finite() {
        consecutive = 0;
    }

    /** Counts a gradient that is not. */
    void nonFinite() {
        consecutive++;
        total++;
    }

    /** Returns the rule that says that training fails now; empty if it may go on. */
    String brokenRule(NonFiniteConfig config) {
        if (config.action() == NonFiniteConfig.Action.FAIL) {
            return "nonFinite.action is fail";
        }
        if (consecutive > config.maxConsecutive()) {
            return consecutive + " updates in a row, nonFinite.maxConsecutive is " + config.maxConsecutive();
        }
        Integer maxTotal = config.maxTotal();
        if (maxTotal != null && total > maxTotal) {
            return total + " updates in all, nonFinite.maxTotal is " + maxTotal;
        }
        return "";
    }

    SavedState state() {
        return SavedState.empty().withCounts("counts", consecutive, total);
    }

    void restore(SavedState state) {
        long[] counts = state.counts("counts", 2);
        consecutive = counts[0];
        total = counts[1];
    }
}
