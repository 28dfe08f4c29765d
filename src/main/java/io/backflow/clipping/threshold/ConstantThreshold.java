// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.threshold;

import io.backflow.setting.Rules;
import io.backflow.setting.Scalar;
import io.backflow.setting.TypeName;

/**
 * The same threshold always; in a configuration a plain number.
 *
 * @param value the threshold, finite and greater than 0, which the record that has it as a component checks
 */
@Scalar
@TypeName("constant")
public record ConstantThreshold(double value) implements Threshold {

    @Override
    public double at(int iteration, int epoch) {
        return value;
    }

    @Override
    public Rules check(String name, Rules rules) {
        return rules.positive(name, value);
    }
}
