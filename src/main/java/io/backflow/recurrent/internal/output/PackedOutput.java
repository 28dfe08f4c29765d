// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.output;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.PanelProducts;
import io.backflow.recurrent.internal.arithmetic.Panels;

/** The weights of an output layer, packed for the products that its steps take, and room for their gradient. */
final class PackedOutput<A> {

    private final int inputs;
    private final int outputs;
    private final Panels<A> up;
    private final Panels<A> down;
    /** [outputs, inputs], as the column-major weights read row-major. */
    private final A weights;

    private final A gradient;
    private final A sums;
    private A bias;

    PackedOutput(PanelProducts<A> products, Arithmetic<A> m, int inputs, int outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
        up = products.panels(inputs, 1, outputs);
        down = products.panels(outputs, 1, inputs);
        weights = m.block(Math.multiplyExact(inputs, outputs));
        gradient = m.block(inputs * outputs);
        sums = m.block(outputs);
        bias = sums;
    }

    /** Packs {@code x W}. */
    void pack(Memory<A> columnMajor, A ofOutputs) {
        columnMajor.get(0, weights, 0, inputs * outputs);
        bias = ofOutputs;
        up.pack(0, inputs, weights, new Panels.Layout(0, 1, 0, inputs));
    }

    /** Packs {@code dz W'} of the weights packed last. */
    void packDown() {
        down.pack(0, outputs, weights, new Panels.Layout(0, inputs, 0, 1));
    }

    int inputs() {
        return inputs;
    }

    int outputs() {
        return outputs;
    }

    Panels<A> up() {
        return up;
    }

    Panels<A> down() {
        return down;
    }

    A bias() {
        return bias;
    }

    A gradient() {
        return gradient;
    }

    A sums() {
        return sums;
    }
}
