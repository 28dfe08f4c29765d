// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.PanelProducts;
import io.backflow.recurrent.internal.arithmetic.Panels;
import io.backflow.recurrent.internal.cell.Cell;
import org.jspecify.annotations.Nullable;

/** The weights of a cell, packed once a pass for each product that its steps take. */
final class PanelWeights<A> {

    private final int inputs;
    private final int units;
    private final int gates;
    private final Arithmetic<A> m;
    private final PanelProducts<A> products;
    private final PanelPart.Forward<A> forward;
    private final Panels<A> back;
    private @Nullable Panels<A> down;
    private final A w;
    private final A r;

    PanelWeights(Cell cell, int inputs, int units, Arithmetic<A> m, PanelProducts<A> products) {
        this.inputs = inputs;
        this.units = units;
        this.gates = cell.gates().size();
        this.m = m;
        this.products = products;
        forward = cell.recurrentApart()
                ? new PanelPart.Forward<>(products.panels(inputs, gates, units), products.panels(units, gates, units))
                : new PanelPart.Forward<>(products.panels(inputs + units, gates, units), null);
        back = products.panels(gates * units, 1, units);
        w = m.block(Math.multiplyExact(inputs * gates, units));
        r = m.block(Math.multiplyExact(units * gates, units));
    }

    /** Packs {@code x W} and {@code h R}. */
    PanelPart.Forward<A> forward(Weights<A> weights) {
        read(weights.input(), w);
        read(weights.recurrent(), r);
        Panels.Layout ofInput = new Panels.Layout(0, 1, units * inputs, inputs);
        Panels.Layout ofState = new Panels.Layout(0, 1, units * units, units);
        forward.joint().pack(0, inputs, w, ofInput);
        Panels<A> apart = forward.recurrent();
        if (apart == null) {
            forward.joint().pack(inputs, units, r, ofState);
        } else {
            apart.pack(0, units, r, ofState);
        }
        return forward;
    }

    /** Packs {@code dz R'} and, if dL/dx is wanted, {@code dz W'}. */
    PanelPart.Backward<A> backward(Weights<A> weights, @Nullable Memory<A> inputGradient) {
        read(weights.recurrent(), r);
        back.pack(0, gates * units, r, new Panels.Layout(0, units, 0, 1));
        if (inputGradient == null) {
            return new PanelPart.Backward<>(back, null, null);
        }
        if (down == null) {
            down = products.panels(gates * units, 1, inputs);
        }
        read(weights.input(), w);
        down.pack(0, gates * units, w, new Panels.Layout(0, inputs, 0, 1));
        return new PanelPart.Backward<>(back, down, inputGradient);
    }

    private void read(Memory<A> memory, A to) {
        memory.get(0, to, 0, m.length(to));
    }
}
