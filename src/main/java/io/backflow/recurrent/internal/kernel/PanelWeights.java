// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.Panels;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.PackedKernels;
import io.backflow.recurrent.internal.symbol.SymbolTable;
import io.backflow.recurrent.internal.symbol.Symbols;
import org.jspecify.annotations.Nullable;

/** The weights of a cell, packed once a pass for each product that its steps take. */
final class PanelWeights<A> {

    private final int inputs;
    private final int units;
    private final int gates;
    private final Arithmetic<A> m;
    private final PackedKernels<A> products;
    private final boolean apart;
    private final SymbolTable<A> ofSymbols;
    private final Panels<A> back;
    private final A r;
    /** Of input and state at once, or of the input alone if the two stay apart. */
    private @Nullable Panels<A> joint;

    private @Nullable Panels<A> recurrent;
    private @Nullable Panels<A> down;
    private @Nullable A w;

    PanelWeights(Cell cell, int inputs, int units, Arithmetic<A> m, PackedKernels<A> products) {
        this.inputs = inputs;
        this.units = units;
        this.gates = cell.gates().size();
        this.m = m;
        this.products = products;
        apart = cell.recurrentApart();
        ofSymbols = new SymbolTable<>(products.oneHotRows(), m, inputs, gates * units);
        back = products.panels(gates * units, 1, units);
        r = m.block(Math.multiplyExact(units * gates, units));
    }

    /** Packs {@code x W} and {@code h R}. */
    PanelPart.Forward<A> forward(Weights<A> weights) {
        read(weights.recurrent(), r);
        if (joint == null) {
            joint = products.panels(apart ? inputs : inputs + units, gates, units);
        }
        joint.pack(0, inputs, inputWeights(weights), new Panels.Layout(0, 1, units * inputs, inputs));
        if (apart) {
            return new PanelPart.Forward<>(joint, packedRecurrent(), null);
        }
        joint.pack(inputs, units, r, ofState());
        return new PanelPart.Forward<>(joint, null, null);
    }

    /** Packs {@code h R}, and looks up what {@code x W} is. */
    PanelPart.Forward<A> forward(Weights<A> weights, Symbols symbols) {
        read(weights.recurrent(), r);
        ofSymbols.fill(symbols, weights.input());
        return new PanelPart.Forward<>(null, packedRecurrent(), ofSymbols);
    }

    private Panels<A> packedRecurrent() {
        if (recurrent == null) {
            recurrent = products.panels(units, gates, units);
        }
        recurrent.pack(0, units, r, ofState());
        return recurrent;
    }

    private Panels.Layout ofState() {
        return new Panels.Layout(0, 1, units * units, units);
    }

    private A inputWeights(Weights<A> weights) {
        if (w == null) {
            w = m.block(Math.multiplyExact(inputs * gates, units));
        }
        read(weights.input(), w);
        return w;
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
        down.pack(0, gates * units, inputWeights(weights), new Panels.Layout(0, inputs, 0, 1));
        return new PanelPart.Backward<>(back, down, inputGradient);
    }

    private void read(Memory<A> memory, A to) {
        memory.get(0, to, 0, m.length(to));
    }
}
