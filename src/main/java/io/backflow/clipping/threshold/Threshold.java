// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.threshold;

import io.backflow.setting.Rules;

/** A bound for what a clipping policy measures, at each moment of training. */
public sealed interface Threshold
        permits ConstantThreshold, WarmUpThreshold, StepThreshold, ExponentialThreshold, CosineThreshold {

    /**
     * Returns the bound for one update.
     *
     * @param iteration number of updates that were made before
     * @param epoch number of epochs that were finished before
     */
    double at(int iteration, int epoch);

    /**
     * Adds to the rules of a record that has this threshold as its component what this one must fulfil.
     *
     * @param name the component's name
     * @return the rules
     */
    default Rules check(String name, Rules rules) {
        return rules;
    }

    /** Returns a threshold that is always the same. */
    static Threshold of(double value) {
        return new ConstantThreshold(value);
    }
}
