// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.threshold;

import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** Half a cosine from one value to another, which DL4J has not: its {@code CycleSchedule} is made of straight lines. */
record CosineSchedule(ScheduleType by, double initial, double last, int steps) implements ISchedule {

    private static final long serialVersionUID = 1L;

    @Override
    public double valueAt(int iteration, int epoch) {
        int t = Math.min(by == ScheduleType.EPOCH ? epoch : iteration, steps);
        return last + (initial - last) / 2 * (1 + Math.cos(Math.PI * t / steps));
    }

    @Override
    @SuppressWarnings({"MethodDoesntCallSuperMethod", "SuperClone"}) // it cannot change, so it is its own copy
    public ISchedule clone() {
        return this;
    }
}
