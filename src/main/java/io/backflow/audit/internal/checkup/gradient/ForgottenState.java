// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.gradient;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Cell;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.List;
import java.util.Optional;

/** Truncated backpropagation through Deeplearning4j's own cells. */
final class ForgottenState implements Check {

    private static final Known KNOWN = new Known(
            "truncated-state",
            Severity.WRONG,
            "in truncated BPTT the gradient of every segment after the first is taken as if the state were zero there",
            "nn/multilayer/MultiLayerNetwork.java:2813, nn/graph/ComputationGraph.java:1393",
            "install layers (Backflow.on(model).install())");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        if (model.view().forwardLength().isEmpty()) {
            return Optional.empty();
        }
        List<String> where =
                model.cellsOfDeeplearning4j().stream().map(Cell::name).toList();
        return KNOWN.at(
                where, "sequences longer than " + model.view().forwardLength().getAsInt() + " steps");
    }
}
