// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.update;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.Optional;
import org.nd4j.linalg.learning.config.NoOp;

/** The updater that is called no operation. */
final class ActingNoOp implements Check {

    private static final Known KNOWN = new Known(
            "no-op-updater",
            Severity.RISK,
            "the NoOp updater does not keep parameters still: it subtracts the gradient itself, a learning rate of 1",
            "nn/updater/UpdaterBlock.java; nd4j: linalg/learning/NoOpUpdater.java",
            "new Sgd(0) or a FrozenLayer to stand still, new Sgd(1) to say so");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        return KNOWN.at(
                model.namesOf(layer -> layer.trained()
                        .filter(base -> base.getIUpdater() instanceof NoOp)
                        .isPresent()),
                "1.00 of the gradient in every update");
    }
}
