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

/** A backward length of truncated backpropagation below the forward length. */
final class BackwardLength implements Check {

    private static final Known KNOWN = new Known(
            "truncated-backward-length",
            Severity.NOTE,
            "the backward length of truncated BPTT, 20 unless it is set, is another than the forward length;"
                    + " Deeplearning4j's layers ignore it, installed ones go back so far",
            "nn/conf/MultiLayerConfiguration.java, nn/layers/recurrent/LSTMHelpers.java",
            "set both by tBPTTLength(n)");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        int forward = model.view().forwardLength().orElse(0);
        int backward = model.view().backwardLength().orElse(0);
        List<Cell> cells = model.cells();
        if (backward >= forward || cells.isEmpty()) {
            return Optional.empty();
        }
        boolean ignored = !model.cellsOfDeeplearning4j().isEmpty();
        return KNOWN.at(
                cells.stream().map(Cell::name).toList(),
                "forward " + forward + ", backward " + backward + (ignored ? ", which changes nothing" : ""));
    }
}
