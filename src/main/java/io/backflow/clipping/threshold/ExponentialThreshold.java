// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.threshold;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * A threshold that is multiplied by a factor after every update or epoch.
 *
 * <pre>{@code c_t = max(minimum, initial * factor^t)}</pre>
 *
 * @param initial the first threshold, finite and greater than 0
 * @param factor finite and greater than 0; below 1 the threshold falls
 * @param by what is counted
 * @param minimum below which the threshold never falls, finite and at least 0
 * @see ExponentialSchedule
 */
@TypeName("exponential")
public record ExponentialThreshold(
        double initial,
        double factor,
        @Default("iteration") ScheduleType by,
        @Default("0.0") double minimum) implements Threshold {

    /** Checks the rules. */
    public ExponentialThreshold {
        new Rules()
                .positive("initial", initial)
                .positive("factor", factor)
                .notNegative("minimum", minimum)
                .enforce();
    }

    @Override
    public double at(int iteration, int epoch) {
        return Math.max(minimum, new ExponentialSchedule(by, initial, factor).valueAt(iteration, epoch));
    }
}
