// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.OneHotRows;
import io.backflow.recurrent.internal.arithmetic.OuterSums;
import io.backflow.recurrent.internal.arithmetic.Panels;
import io.backflow.recurrent.internal.arithmetic.Reductions;
import io.backflow.recurrent.internal.arithmetic.RowSoftmax;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.CellLoops;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.PackedKernels;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;
import java.util.Optional;

/** Products and cells of floats on the Vector API; {@link VectorModule} makes it by name. */
public final class VectorProducts implements PackedKernels<float[]> {

    /** Makes the products. */
    public VectorProducts() {}

    @Override
    public Panels<float[]> panels(int inner, int blocks, int columns) {
        return new VectorPanels(inner, blocks, columns);
    }

    @Override
    public OuterSums<float[]> outerSums(int left, int right) {
        return new VectorOuterSums(left, right);
    }

    @Override
    public Optional<CellLoops<float[]>> loops(Cell cell) {
        if (cell.equals(new LstmCell(Activation.TANH, Activation.SIGMOID))) {
            return Optional.of(new LstmLoops());
        }
        if (cell.equals(new GruCell(Activation.TANH, Activation.SIGMOID))) {
            return Optional.of(new GruLoops());
        }
        return cell.equals(new SimpleRnnCell(Activation.TANH)) ? Optional.of(new SimpleRnnLoops()) : Optional.empty();
    }

    @Override
    public Reductions<float[]> reductions() {
        return new VectorReductions();
    }

    @Override
    public RowSoftmax<float[]> softmax() {
        return SoftmaxLoops::rows;
    }

    @Override
    public OneHotRows<float[]> oneHotRows() {
        return new OneHotLoops();
    }

    /** Returns how wide the vectors are. */
    @Override
    public String toString() {
        return "vectors of " + Lanes.SPECIES.vectorBitSize() + " bits";
    }
}
