// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal.checkup.cell;

import io.backflow.audit.internal.checkup.Cell;
import io.backflow.audit.internal.checkup.ExaminedModel;
import io.backflow.audit.internal.checkup.update.UpdateChecks;

/** Whether something bounds the gradients that reach a cell's weights. */
final class Bounds {

    private Bounds() {}

    static boolean hold(ExaminedModel model, Cell cell) {
        return model.isClipped() || UpdateChecks.bounds(cell.layer());
    }
}
