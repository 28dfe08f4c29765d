// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.host;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.Optional;

/** A network that has been trained and has no listeners. */
final class LostListeners implements Check {

    private static final Known KNOWN = new Known(
            "listeners-lost",
            Severity.NOTE,
            "copies by clone(), transfer learning, early stopping's best model and loading have no listeners,"
                    + " Backflow's neither, and nothing says so",
            "nn/multilayer/MultiLayerNetwork.java, clone; nn/transferlearning/TransferLearning.java",
            "attach again, Backflow.on(copy)...attach()");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        int iterations = model.view().iterationCount();
        return model.isSaved() || iterations == 0 || !model.listeners().isEmpty()
                ? Optional.empty()
                : KNOWN.everywhere(iterations + " updates made, and 0 listeners");
    }
}
