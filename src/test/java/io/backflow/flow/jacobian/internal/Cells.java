// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.PeepholeLstmCell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import java.util.ArrayList;
import java.util.List;

/** The cells of the engine, as parameters of tests. */
final class Cells {

    private Cells() {}

    /** Returns every cell with every activation that Deeplearning4j's layers can give it. */
    static List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        for (Activation f : Activation.values()) {
            if (f != Activation.HARD_SIGMOID) {
                cells.add(new SimpleRnnCell(f));
                for (Activation gate : List.of(Activation.SIGMOID, Activation.HARD_SIGMOID)) {
                    cells.add(new LstmCell(f, gate));
                    cells.add(new PeepholeLstmCell(f, gate));
                    cells.add(new GruCell(f, gate));
                }
            }
        }
        return cells;
    }

    static List<Cell> usual() {
        return List.of(
                new SimpleRnnCell(Activation.TANH),
                new LstmCell(Activation.TANH, Activation.SIGMOID),
                new GruCell(Activation.TANH, Activation.SIGMOID));
    }
}
