// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import java.util.List;

/**
 * What clipping through time did in one backward pass of one recurrent layer.
 *
 * @param layer the layer, as the installation report names it
 * @param reversed whether the layer reads backwards in time, so that its step 0 is the sequence's last
 * @param iteration the layer's iteration count during the pass
 * @param epoch the layer's epoch count during the pass
 * @param clipping what was asked for
 * @param steps what happened at each step that the pass reached, in the order of time
 */
public record ThroughTimeRecord(
        String layer, boolean reversed, int iteration, int epoch, ThroughTimeClipping clipping, List<Step> steps) {

    /**
     * What happened at one step.
     *
     * @param step the time step
     * @param considered by norm, how many examples were not masked; by value, how many elements their errors have
     * @param clipped how many of them were over the threshold, and changed
     * @param nonFinite how many of them were NaN or infinite (an example if one of its elements was), and left as they were
     * @param before largest norm of an example's error, or by value largest absolute value; of the finite ones, 0 without any
     * @param after the same after clipping
     */
    public record Step(int step, int considered, int clipped, int nonFinite, double before, double after) {}

    /** Copies the list. */
    public ThroughTimeRecord {
        steps = List.copyOf(steps);
    }

    /** Returns how many examples or elements were clipped, over all steps. */
    public long clipped() {
        return steps.stream().mapToLong(Step::clipped).sum();
    }

    /** Returns how many examples or elements were considered, over all steps. */
    public long considered() {
        return steps.stream().mapToLong(Step::considered).sum();
    }

    /** Returns how many examples or elements were not finite, over all steps. */
    public long nonFinite() {
        return steps.stream().mapToLong(Step::nonFinite).sum();
    }

    /** Returns at how many steps something was clipped. */
    public long stepsClipped() {
        return steps.stream().filter(s -> s.clipped() > 0).count();
    }

    /** Returns the largest norm or absolute value before clipping, over all steps. */
    public double largestBefore() {
        return steps.stream().mapToDouble(Step::before).max().orElse(0);
    }

    /** Returns the largest norm or absolute value after clipping, over all steps. */
    public double largestAfter() {
        return steps.stream().mapToDouble(Step::after).max().orElse(0);
    }
}
