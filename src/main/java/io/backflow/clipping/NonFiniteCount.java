package io.backflow.clipping;

import io.backflow.gradient.internal.SavedState;
import java.util.Map;

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

    Map<String, double[]> state() {
        return Map.of("counts", new double[] {consecutive, total});
    }

    void restore(Map<String, double[]> state) {
        double[] counts = SavedState.entry(state, "counts", 2);
        consecutive = (long) counts[0];
        total = (long) counts[1];
    }
}
