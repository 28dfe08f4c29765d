// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.host;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.Optional;
import org.deeplearning4j.optimize.listeners.CheckpointListener;

/** Checkpoints that are saved within an iteration. */
final class LateCheckpoints implements Check {

    private static final Known KNOWN = new Known(
            "checkpoint-listener",
            Severity.NOTE,
            "CheckpointListener saves after an update and before the iteration is counted: training that goes on from"
                    + " its file repeats a step of schedules and of Adam's bias correction",
            "optimize/solvers/StochasticGradientDescent.java:102",
            "save after fit, or setIterationCount(count + 1) after loading");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        return model.listeners().stream().anyMatch(CheckpointListener.class::isInstance)
                ? KNOWN.everywhere("one iteration short")
                : Optional.empty();
    }
}
