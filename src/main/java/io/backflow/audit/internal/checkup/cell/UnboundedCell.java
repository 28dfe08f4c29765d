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

/** Cells whose states and gradients have no bound. */
final class UnboundedCell implements Check {

    private static final Known KNOWN = new Known(
            "unbounded-cell",
            Severity.RISK,
            "states of a recurrent cell with this activation can grow at every step, their gradients with them, and"
                    + " nothing clips",
            "Le, Jaitly and Hinton (2015), section 4, which clips; Pascanu et al. (2013)",
            "Backflow.on(model).clip(new GlobalNormClipping(1.0)), or activation(Activation.TANH)");

    @Override
    public Optional<Finding> examine(ExaminedModel model) {
        List<Cell> found = model.cells().stream()
                .filter(cell -> CellActivation.isUnbounded(cell.configuration().getActivationFn()))
                .filter(cell -> !cell.layer().isFrozen() && !Bounds.hold(model, cell))
                .toList();
        return KNOWN.at(
                found.stream().map(Cell::name).toList(),
                found.isEmpty()
                        ? ""
                        : "activation " + found.get(0).configuration().getActivationFn());
    }
}
