// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.threshold;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.RampSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Another threshold that is approached in equal steps from below.
 *
 * <pre>{@code c_t = then_t * min(1, (t + 1) / steps)}</pre>
 *
 * @param steps number of updates or epochs until the whole of it is reached, at least 1
 * @param then the threshold that is approached, counted from the first update of training
 * @param by what is counted
 * @see RampSchedule
 */
@TypeName("warm-up")
public record WarmUpThreshold(
        int steps, Threshold then, @Default("iteration") ScheduleType by) implements Threshold {

    /** Checks the rules. */
    public WarmUpThreshold {
        then.check("then", new Rules().atLeast("steps", steps, 1)).enforce();
    }

    @Override
    public double at(int iteration, int epoch) {
        int t = by == ScheduleType.EPOCH ? epoch : iteration; // RampSchedule itself counts updates only
        double ramp = new RampSchedule(new FixedSchedule(1.0), steps).valueAt(t, t);
        return ramp * then.at(iteration, epoch);
    }
}
