// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.update;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.Optional;
import java.util.stream.IntStream;
import org.nd4j.linalg.schedule.ISchedule;

/** A learning rate that follows the count of epochs. */
final class EpochSchedule implements Check {

    private static final Known KNOWN = new Known(
            "schedule-by-epoch",
            Severity.NOTE,
            "after EarlyStoppingTrainer the epoch count is one short, so that training on repeats an epoch of this"
                    + " schedule; its best model has no listeners",
            "earlystopping/trainer/BaseEarlyStoppingTrainer.java",
            "setEpochCount(result.getTotalEpochs()) before training on, or a schedule by iteration");

    private static final int EPOCHS = 1000;

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        int iteration = model.view().iterationCount();
        return KNOWN.at(
                model.namesOf(layer -> Schedules.of(layer)
                        .filter(schedule -> followsEpochs(schedule, iteration))
                        .isPresent()),
                "2 epochs counted after 3");
    }

    private static boolean followsEpochs(ISchedule schedule, int iteration) {
        double first = schedule.valueAt(iteration, 0);
        return IntStream.rangeClosed(1, EPOCHS)
                .anyMatch(epoch -> Double.compare(schedule.valueAt(iteration, epoch), first) != 0);
    }
}
