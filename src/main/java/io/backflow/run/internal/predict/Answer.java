// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.predict;

/**
 * What a network answers to one sequence.
 *
 * @param example number of the sequence
 * @param steps how many answers there are: one for each step, or one for all
 * @param outputs [steps x outputs], step by step
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, not compared
record Answer(int example, int steps, float[] outputs) {

    /** Returns how many numbers an answer is of. */
    int width() {
        return outputs.length / steps;
    }

    float output(int step, int number) {
        return outputs[step * width() + number];
    }

    /** Returns the number of the largest output of a step, the first of several that are as large. */
    int largest(int step) {
        int largest = 0;
        for (int number = 1; number < width(); number++) {
            largest = output(step, number) > output(step, largest) ? number : largest;
        }
        return largest;
    }

    boolean isFinite() {
        for (float output : outputs) {
            if (!Float.isFinite(output)) {
                return false;
            }
        }
        return true;
    }
}
