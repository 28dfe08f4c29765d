// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import io.backflow.setting.Rules;

/**
 * The sizes that every batch of one data set shares; the time varies from batch to batch.
 *
 * @param inputs features at a time step
 * @param outputs classes, or numbers to predict
 * @param objective what the outputs mean
 */
public record Shape(int inputs, int outputs, Objective objective) {

    /** Checks that there is at least one input and one output. */
    public Shape {
        new Rules().atLeast("inputs", inputs, 1).atLeast("outputs", outputs, 1).enforce();
    }
}
