// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.profile;

/**
 * The time steps at which the loss adds errors to a layer, in the order in which the layer reads.
 *
 * <p>With {@code LastTimeStep} that is the last step; with masks the examples of a minibatch end at different steps,
 * and all of these are labelled. A layer below another recurrent layer takes the labelled steps of the uppermost ones:
 * the layer above hands it errors at every step, which came from the same loss.
 *
 * @param first earliest step with an error; -1 if there is none
 * @param last latest step with an error; -1 if there is none
 * @param count how many steps have one
 */
public record LabelledSteps(int first, int last, int count) {

    /** Says that no step is labelled. */
    public static final LabelledSteps NONE = new LabelledSteps(-1, -1, 0);

    /** Returns the steps whose injected error is not 0. An error that is not finite counts too. */
    public static LabelledSteps of(double[] injected, int firstStep) {
        int first = -1;
        int last = -1;
        int count = 0;
        for (int t = firstStep; t < injected.length; t++) {
            if (injected[t] != 0) {
                first = count == 0 ? t : first;
                last = t;
                count++;
            }
        }
        return new LabelledSteps(first, last, count);
    }

    /** Returns whether no step is labelled. */
    public boolean isEmpty() {
        return count == 0;
    }

    /** Returns the same steps in the order of a layer that reads in the other direction. */
    public LabelledSteps reversed(int steps) {
        return isEmpty() ? this : new LabelledSteps(steps - 1 - last, steps - 1 - first, count);
    }

    /**
     * Returns the steps from the first to the last of both. The count is the larger one, since it is not known which
     * steps they share.
     */
    public LabelledSteps and(LabelledSteps other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        return new LabelledSteps(
                Math.min(first, other.first), Math.max(last, other.last), Math.max(count, other.count));
    }
}
