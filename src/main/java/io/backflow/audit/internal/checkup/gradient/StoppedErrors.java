// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.gradient;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Layers to train below frozen ones. */
final class StoppedErrors implements Check {

    private static final Known KNOWN = new Known(
            "frozen-stops-errors",
            Severity.WRONG,
            "backpropagation ends at a FrozenLayer: layers below it that are not frozen are never trained",
            "nn/multilayer/MultiLayerNetwork.java:1962, nn/graph/ComputationGraph.java:2687",
            "freeze with FrozenLayerWithBackprop, or freeze these layers too");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        Set<String> reached = model.reachedByErrors();
        List<String> where = model.namesOf(layer -> layer.trained().isPresent() && !reached.contains(layer.name()));
        return KNOWN.at(where, "updates of 0");
    }
}
