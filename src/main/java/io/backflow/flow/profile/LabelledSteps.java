// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.profile;

/**
 * At which time steps the loss puts errors into a layer, counted in the order in which the layer reads.
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

    /** No step has an error. */
    public static final LabelledSteps NONE = new LabelledSteps(-1, -1, 0);

    /** Returns the steps whose injected error is not 0; one that is not finite counts. */
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

    /** Returns whether there is none. */
    public boolean isEmpty() {
        return count == 0;
    }

    /** Returns the same steps as a layer counts them that reads the other way. */
    public LabelledSteps reversed(int steps) {
        return isEmpty() ? this : new LabelledSteps(steps - 1 - last, steps - 1 - first, count);
    }

    /** Returns the steps of both; the count is that of the larger, since which steps they share is not known. */
    public LabelledSteps and(LabelledSteps other) {
        if (isEmpty() || other.isEmpty()) {
            return isEmpty() ? other : this;
        }
        return new LabelledSteps(
                Math.min(first, other.first), Math.max(last, other.last), Math.max(count, other.count));
    }
}
