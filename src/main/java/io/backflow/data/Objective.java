// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

/** What a network is asked to give for a sequence: a class or a number, once or at every time step. */
public enum Objective {
    /** One class for the whole sequence; labels are one-hot, [miniBatch, classes]. */
    CLASSIFY_SEQUENCE,
    /** One class for every time step; labels are one-hot, [miniBatch, classes, time]. */
    CLASSIFY_STEPS,
    /** One vector of numbers for the whole sequence; labels are [miniBatch, outputs]. */
    REGRESS_SEQUENCE,
    /** One vector of numbers for every time step; labels are [miniBatch, outputs, time]. */
    REGRESS_STEPS;

    /** Whether the answer is one of a fixed list of classes. */
    public boolean classifies() {
        return this == CLASSIFY_SEQUENCE || this == CLASSIFY_STEPS;
    }

    /** Whether every time step has an answer of its own. */
    public boolean everyStep() {
        return this == CLASSIFY_STEPS || this == REGRESS_STEPS;
    }
}
