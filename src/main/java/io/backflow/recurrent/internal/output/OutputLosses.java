// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.output;

/** The loss of a minibatch, as a whole and of each example. */
final class OutputLosses {

    private final double total;
    private final double[] ofExamples;

    OutputLosses(double total, double[] ofExamples) {
        this.total = total;
        this.ofExamples = ofExamples;
    }

    /** Returns the loss summed over examples and time steps. */
    double total() {
        return total;
    }

    /** Returns the loss of each example, summed over time steps. */
    double[] ofExamples() {
        return ofExamples;
    }
}
