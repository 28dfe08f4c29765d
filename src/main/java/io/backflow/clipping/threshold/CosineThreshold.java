// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.threshold;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * A threshold that goes from one value to another along half a cosine, and stays there.
 *
 * <pre>{@code c_t = last + (initial - last) / 2 * (1 + cos(pi * min(t, steps) / steps))}</pre>
 *
 * @param initial the first threshold, finite and greater than 0
 * @param last the threshold from step {@code steps} on, finite and at least 0
 * @param steps number of updates or epochs between the two, at least 1
 * @param by what is counted
 * @see <a href="https://arxiv.org/abs/1608.03983">Loshchilov, Hutter (2017), equation 5, without restarts</a>
 */
@TypeName("cosine")
public record CosineThreshold(
        double initial,
        double last,
        int steps,
        @Default("iteration") ScheduleType by) implements Threshold {

    /** Checks the rules. */
    public CosineThreshold {
        new Rules()
                .positive("initial", initial)
                .notNegative("last", last)
                .atLeast("steps", steps, 1)
                .enforce();
    }

    @Override
    public double at(int iteration, int epoch) {
        return new CosineSchedule(by, initial, last, steps).valueAt(iteration, epoch);
    }
}
