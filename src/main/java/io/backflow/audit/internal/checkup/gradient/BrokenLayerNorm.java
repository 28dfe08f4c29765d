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
import org.deeplearning4j.nn.conf.layers.recurrent.SimpleRnn;

/** SimpleRnn with layer normalisation. */
final class BrokenLayerNorm implements Check {

    private static final Known KNOWN = new Known(
            "layer-normalisation",
            Severity.WRONG,
            "SimpleRnn with layer normalisation is built and cannot run",
            "nn/layers/recurrent/SimpleRnn.java",
            "hasLayerNorm(false)");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<String> where = model.cells().stream()
                .filter(cell -> cell.configuration() instanceof SimpleRnn rnn && rnn.hasLayerNorm())
                .map(Cell::name)
                .toList();
        return KNOWN.at(where, "the first forward pass fails");
    }
}
