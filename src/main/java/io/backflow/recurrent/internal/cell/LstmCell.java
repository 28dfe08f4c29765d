// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.cell;

import io.backflow.model.internal.LstmGates;
import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import java.util.List;

/**
 * The long short-term memory with a forget gate, without peepholes (Gers, Schmidhuber and Cummins, 2000).
 *
 * <pre>{@code
 * a_t = f(W_a x_t + R_a h_{t-1} + b_a)      candidate
 * f_t = s(W_f x_t + R_f h_{t-1} + b_f)      forget gate
 * o_t = s(W_o x_t + R_o h_{t-1} + b_o)      output gate
 * i_t = s(W_i x_t + R_i h_{t-1} + b_i)      input gate
 * c_t = f_t c_{t-1} + i_t a_t
 * h_t = o_t f(c_t)
 * }</pre>
 *
 * <p>The blocks are in the order of {@link LstmGates}.
 *
 * @param activation f, of the candidate and of the cell's output
 * @param gateActivation s
 */
public record LstmCell(Activation activation, Activation gateActivation) implements Cell {

    private static final int CANDIDATE = LstmGates.CANDIDATE;
    private static final int FORGET = LstmGates.FORGET;
    private static final int OUTPUT = LstmGates.OUTPUT;
    private static final int INPUT = LstmGates.INPUT;
    private static final int C = 4;
    private static final int SQUASHED_C = 5;

    @Override
    public List<String> gates() {
        return LstmGates.NAMES;
    }

    @Override
    public List<Activation> activations() {
        return List.of(activation, gateActivation, gateActivation, gateActivation);
    }

    @Override
    public int keptBlocks() {
        return 6;
    }

    @Override
    public int cellStateBlock() {
        return C;
    }

    @Override
    public boolean recurrentApart() {
        return false;
    }

    @Override
    public <A> void forward(Arithmetic<A> m, A[] kept, A[] recurrent, A[] bias, A hBefore, A cBefore, A h, int length) {
        m.activate(activation, kept[CANDIDATE], bias[CANDIDATE], length);
        m.activate(gateActivation, kept[FORGET], bias[FORGET], length);
        m.activate(gateActivation, kept[OUTPUT], bias[OUTPUT], length);
        m.activate(gateActivation, kept[INPUT], bias[INPUT], length);
        m.products(kept[C], kept[FORGET], cBefore, kept[INPUT], kept[CANDIDATE], length);
        m.copy(kept[C], 0, kept[SQUASHED_C], 0, length);
        m.activate(activation, kept[SQUASHED_C], length);
        m.product(h, kept[OUTPUT], kept[SQUASHED_C], length);
    }

    @Override
    public <A> void backward(Arithmetic<A> m, A[] kept, A[] bias, A hBefore, A cBefore, StepGradient<A> g, int length) {
        m.product(g.dz[OUTPUT], g.dh, kept[SQUASHED_C], length);
        m.product(g.dc, g.dh, kept[OUTPUT], length);
        m.slope(activation, kept[SQUASHED_C], g.dc, length);
        m.sum(g.dc, g.dc, g.dcCarried, length);
        m.product(g.dcCarried, g.dc, kept[FORGET], length);
        m.product(g.dz[CANDIDATE], g.dc, kept[INPUT], length);
        m.product(g.dz[INPUT], g.dc, kept[CANDIDATE], length);
        m.product(g.dz[FORGET], g.dc, cBefore, length);
        m.slope(activation, kept[CANDIDATE], g.dz[CANDIDATE], length);
        m.slope(gateActivation, kept[FORGET], g.dz[FORGET], length);
        m.slope(gateActivation, kept[OUTPUT], g.dz[OUTPUT], length);
        m.slope(gateActivation, kept[INPUT], g.dz[INPUT], length);
    }
}
