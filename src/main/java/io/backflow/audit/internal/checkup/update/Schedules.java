// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.update;

import io.backflow.audit.internal.checkup.ExaminedLayer;
import java.util.Optional;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.schedule.ISchedule;

/** Finds the schedule of a layer's learning rate. */
final class Schedules {

    private Schedules() {}

    /** Returns the schedule; nothing if the rate is constant. Updaters share no type that has one. */
    static Optional<ISchedule> of(ExaminedLayer layer) {
        return layer.trained().map(BaseLayer::getIUpdater).flatMap(Schedules::of);
    }

    private static Optional<ISchedule> of(IUpdater updater) {
        try {
            Object found =
                    updater.getClass().getMethod("getLearningRateSchedule").invoke(updater);
            return found instanceof ISchedule schedule ? Optional.of(schedule) : Optional.empty();
        } catch (ReflectiveOperationException none) {
            return Optional.empty();
        }
    }
}
