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

/** Deeplearning4j's own LSTM. */
final class IgnoredMasks implements Check {

    private static final Known KNOWN = new Known(
            "masks-ignored",
            Severity.RISK,
            "an LSTM reads the time steps that a feature mask leaves out, SimpleRnn does not",
            "nn/layers/recurrent/LSTM.java:175",
            "install layers (Backflow.on(model).install()), or pad on the right only");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<String> where = model.cellsOfDeeplearning4j().stream()
                .filter(Cell::isLstm)
                .map(Cell::name)
                .toList();
        return KNOWN.at(where, "what stands in the padding changes all later outputs");
    }
}
