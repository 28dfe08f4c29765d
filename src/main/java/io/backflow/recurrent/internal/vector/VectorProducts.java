// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.vector;

import io.backflow.recurrent.internal.arithmetic.OuterSums;
import io.backflow.recurrent.internal.arithmetic.PanelProducts;
import io.backflow.recurrent.internal.arithmetic.Panels;

/** Products of floats on the Vector API; {@link VectorModule} makes it by name. */
public final class VectorProducts implements PanelProducts<float[]> {

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

    /** Returns how wide the vectors are. */
    @Override
    public String toString() {
        return "vectors of " + Lanes.SPECIES.vectorBitSize() + " bits";
    }
}
