// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.gradient;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Cell;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedLayer;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.layers.recurrent.Bidirectional;
import org.deeplearning4j.nn.layers.recurrent.LastTimeStepLayer;

/** The last time step of Deeplearning4j's own LSTM, by its wrapper; the vertex of graphs is right. */
final class PaddedLastStep implements Check {

    private static final Known KNOWN = new Known(
            "last-step-of-padded",
            Severity.RISK,
            "the gradient of LastTimeStep over an LSTM is wrong where sequences are padded",
            "nn/layers/recurrent/LSTM.java:99",
            "install layers (Backflow.on(model).install()), or give minibatches of equal lengths");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        Set<String> lstms = model.cellsOfDeeplearning4j().stream()
                .filter(Cell::isLstm)
                .map(Cell::name)
                .collect(Collectors.toSet());
        List<ExaminedLayer> found = model.layers().stream()
                .filter(layer -> lstms.contains(layer.name()) && layer.isWrappedIn(LastTimeStepLayer.class))
                .toList();
        boolean bothWays = found.stream().anyMatch(PaddedLastStep::readsBothWays);
        return KNOWN.at(
                found.stream().map(ExaminedLayer::name).toList(),
                bothWays ? "padding on the left, and on the right for both directions" : "padding on the left");
    }

    private static boolean readsBothWays(ExaminedLayer layer) {
        return layer.configuration() instanceof Bidirectional;
    }
}
