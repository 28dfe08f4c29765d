// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.threshold;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/**
 * A threshold that is multiplied by a factor after every so many updates or epochs.
 *
 * <pre>{@code c_t = max(minimum, initial * factor^floor(t / every))}</pre>
 *
 * @param initial the first threshold, finite and greater than 0
 * @param factor finite and greater than 0; below 1 the threshold falls
 * @param every number of updates or epochs with the same threshold, at least 1
 * @param by what is counted
 * @param minimum below which the threshold never falls, finite and at least 0
 * @see StepSchedule
 */
@TypeName("step")
public record StepThreshold(
        double initial,
        double factor,
        int every,
        @Default("iteration") ScheduleType by,
        @Default("0.0") double minimum) implements Threshold {

    /** Checks the rules. */
    public StepThreshold {
        new Rules()
                .positive("initial", initial)
                .positive("factor", factor)
                .atLeast("every", every, 1)
                .notNegative("minimum", minimum)
                .enforce();
    }

    @Override
    public double at(int iteration, int epoch) {
        return Math.max(minimum, new StepSchedule(by, initial, factor, every).valueAt(iteration, epoch));
    }
}
