// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.update;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.schedule.PolySchedule;

/** A polynomial schedule of the learning rate. */
final class RisingSchedule implements Check {

    private static final Known KNOWN = new Known(
            "poly-schedule",
            Severity.WRONG,
            "PolySchedule raises the learning rate to 2^power times its start, and then it is 0; the polynomial policy"
                    + " elsewhere falls from the start",
            "nd4j: linalg/schedule/PolySchedule.java, valueAt",
            "a RampSchedule, StepSchedule or ExponentialSchedule, or a MapSchedule of the values that were meant");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<String> where = model.namesOf(layer ->
                Schedules.of(layer).filter(PolySchedule.class::isInstance).isPresent());
        return KNOWN.at(where, "(1 + i/n)^power, where (1 - i/n)^power is meant");
    }
}
