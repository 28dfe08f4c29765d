// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.cell;

import io.backflow.audit.CheckUp.Finding;
import io.backflow.audit.CheckUp.Severity;
import io.backflow.audit.internal.checkup.Cell;
import io.backflow.audit.internal.checkup.Check;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.Known;
import java.util.List;
import java.util.Optional;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;

/** Cells with the activation that Deeplearning4j gives to all layers. */
final class SigmoidCell implements Check {

    private static final Known KNOWN = new Known(
            "sigmoid-cell",
            Severity.RISK,
            "a recurrent layer without an explicit activation has sigmoid, for candidate and output of an LSTM too,"
                    + " where tanh is meant",
            "nn/conf/NeuralNetConfiguration.java:459",
            "activation(Activation.TANH) on the layer");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<String> where = model.cells().stream()
                .filter(cell -> cell.configuration().getActivationFn() instanceof ActivationSigmoid)
                .map(Cell::name)
                .toList();
        return KNOWN.at(where, "its derivative is 0.25 at most, that of tanh 1");
    }
}
