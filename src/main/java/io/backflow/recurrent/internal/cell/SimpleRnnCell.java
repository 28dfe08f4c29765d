// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.cell;

import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import java.util.List;

/**
 * The plain recurrent cell of Elman (1990): {@code h_t = f(W x_t + R h_{t-1} + b)}.
 *
 * @param activation f
 */
public record SimpleRnnCell(Activation activation) implements Cell {

    @Override
    public List<String> gates() {
        return List.of("hidden");
    }

    @Override
    public List<Activation> activations() {
        return List.of(activation);
    }

    @Override
    public int keptBlocks() {
        return 1;
    }

    @Override
    public int cellStateBlock() {
        return -1;
    }

    @Override
    public boolean recurrentApart() {
        return false;
    }

    @Override
    public <A> void forward(Arithmetic<A> m, A[] kept, A[] recurrent, A[] bias, A hBefore, A cBefore, A h, int length) {
        m.activate(activation, kept[0], bias[0], length);
        m.copy(kept[0], 0, h, 0, length);
    }

    @Override
    public <A> void backward(Arithmetic<A> m, A[] kept, A[] bias, A hBefore, A cBefore, StepGradient<A> g, int length) {
        m.copy(g.dh, 0, g.dz[0], 0, length);
        m.slope(activation, kept[0], g.dz[0], length);
    }
}
