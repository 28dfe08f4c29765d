// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.cell;

import io.backflow.model.internal.LstmGates;
import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import java.util.List;

/**
 * The long short-term memory whose gates see the cell state (Graves, "Generating sequences with recurrent neural
 * networks", 2013, equations 7 to 11), as Deeplearning4j's GravesLSTM has it.
 *
 * <pre>{@code
 * a_t = f(W_a x_t + R_a h_{t-1} + b_a)                    candidate
 * f_t = s(W_f x_t + R_f h_{t-1} + p_f c_{t-1} + b_f)      forget gate
 * i_t = s(W_i x_t + R_i h_{t-1} + p_i c_{t-1} + b_i)      input gate
 * c_t = f_t c_{t-1} + i_t a_t
 * o_t = s(W_o x_t + R_o h_{t-1} + p_o c_t + b_o)          output gate
 * h_t = o_t f(c_t)
 * }</pre>
 *
 * <p>The blocks are in the order of {@link LstmGates}, after whose biases come the peephole weights of forget, output
 * and input gate. Where errors are clipped at every step, those that go from a gate to the cell state are not.
 *
 * @param activation f, of the candidate and of the cell's output
 * @param gateActivation s
 */
public record PeepholeLstmCell(Activation activation, Activation gateActivation) implements Cell {

    private static final int CANDIDATE = LstmGates.CANDIDATE;
    private static final int FORGET = LstmGates.FORGET;
    private static final int OUTPUT = LstmGates.OUTPUT;
    private static final int INPUT = LstmGates.INPUT;
    private static final int C = 4;
    private static final int SQUASHED_C = 5;

    /** Where the peephole weights are among the biases. */
    private static final int OF_FORGET = 4;

    private static final int OF_OUTPUT = 5;
    private static final int OF_INPUT = 6;

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
    public int biasBlocks() {
        return 7;
    }

    @Override
    public int peepholes() {
        return 3;
    }

    @Override
    public <A> void forward(Arithmetic<A> m, A[] kept, A[] recurrent, A[] bias, A hBefore, A cBefore, A h, int length) {
        m.activate(activation, kept[CANDIDATE], bias[CANDIDATE], length);
        m.addProduct(kept[FORGET], bias[OF_FORGET], cBefore, length);
        m.activate(gateActivation, kept[FORGET], bias[FORGET], length);
        m.addProduct(kept[INPUT], bias[OF_INPUT], cBefore, length);
        m.activate(gateActivation, kept[INPUT], bias[INPUT], length);
        m.products(kept[C], kept[FORGET], cBefore, kept[INPUT], kept[CANDIDATE], length);
        m.addProduct(kept[OUTPUT], bias[OF_OUTPUT], kept[C], length);
        m.activate(gateActivation, kept[OUTPUT], bias[OUTPUT], length);
        m.copy(kept[C], 0, kept[SQUASHED_C], 0, length);
        m.activate(activation, kept[SQUASHED_C], length);
        m.product(h, kept[OUTPUT], kept[SQUASHED_C], length);
    }

    @Override
    public <A> void backward(
            Arithmetic<A> m, A[] kept, A[] bias, A hBefore, A cBefore, StepGradient<A> g, int length) {
        m.product(g.dz[OUTPUT], g.dh, kept[SQUASHED_C], length);
        m.slope(gateActivation, kept[OUTPUT], g.dz[OUTPUT], length);
        m.product(g.dc, g.dh, kept[OUTPUT], length);
        m.slope(activation, kept[SQUASHED_C], g.dc, length);
        m.addProduct(g.dc, g.dz[OUTPUT], bias[OF_OUTPUT], length);
        m.sum(g.dc, g.dc, g.dcCarried, length);
        m.product(g.dz[CANDIDATE], g.dc, kept[INPUT], length);
        m.product(g.dz[INPUT], g.dc, kept[CANDIDATE], length);
        m.product(g.dz[FORGET], g.dc, cBefore, length);
        m.slope(activation, kept[CANDIDATE], g.dz[CANDIDATE], length);
        m.slope(gateActivation, kept[FORGET], g.dz[FORGET], length);
        m.slope(gateActivation, kept[INPUT], g.dz[INPUT], length);
        m.product(g.dcCarried, g.dc, kept[FORGET], length);
        m.addProduct(g.dcCarried, g.dz[FORGET], bias[OF_FORGET], length);
        m.addProduct(g.dcCarried, g.dz[INPUT], bias[OF_INPUT], length);
    }

    @Override
    public <A> void addPeepholeGradients(Arithmetic<A> m, A dz, A cBefore, A c, int units, double[] sums) {
        int examples = m.length(c) / units;
        for (int b = 0; b < examples; b++) {
            int row = b * LstmGates.NAMES.size() * units;
            for (int u = 0; u < units; u++) {
                double before = m.get(cBefore, b * units + u);
                sums[u] += m.get(dz, row + FORGET * units + u) * before;
                sums[units + u] += m.get(dz, row + OUTPUT * units + u) * m.get(c, b * units + u);
                sums[2 * units + u] += m.get(dz, row + INPUT * units + u) * before;
            }
        }
    }
}
