// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.cell;

import io.backflow.model.internal.GruGates;
import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import java.util.List;

/**
 * The gated recurrent unit in the reset-after form of cuDNN, PyTorch and Keras (Cho et al., 2014, with the reset gate
 * applied after the recurrent product).
 *
 * <pre>{@code
 * r_t = s(W_r x_t + b_r + R_r h_{t-1} + d_r)            reset gate
 * u_t = s(W_u x_t + b_u + R_u h_{t-1} + d_u)            update gate
 * a_t = f(W_a x_t + b_a + r_t (R_a h_{t-1} + d_a))      candidate
 * h_t = (1 - u_t) a_t + u_t h_{t-1}
 * }</pre>
 *
 * @param activation f
 * @param gateActivation s
 */
public record GruCell(Activation activation, Activation gateActivation) implements Cell {

    private static final int RESET = GruGates.RESET;
    private static final int UPDATE = GruGates.UPDATE;
    private static final int CANDIDATE = GruGates.CANDIDATE;
    /** {@code R_a h_{t-1} + d_a}, and its bias. */
    private static final int RECURRENT_CANDIDATE = 3;

    @Override
    public List<String> gates() {
        return GruGates.NAMES;
    }

    @Override
    public List<Activation> activations() {
        return List.of(gateActivation, gateActivation, activation);
    }

    @Override
    public int keptBlocks() {
        return 4;
    }

    @Override
    public int cellStateBlock() {
        return -1;
    }

    @Override
    public boolean recurrentApart() {
        return true;
    }

    @Override
    public boolean hasDirectPath() {
        return true;
    }

    /** The two biases of a gate only ever occur as their sum; those of the candidate are apart. */
    @Override
    public int biasBlocks() {
        return 4;
    }

    @Override
    public <A> void forward(Arithmetic<A> m, A[] kept, A[] recurrent, A[] bias, A hBefore, A cBefore, A h, int length) {
        m.sum(kept[RESET], kept[RESET], recurrent[RESET], length);
        m.sum(kept[UPDATE], kept[UPDATE], recurrent[UPDATE], length);
        m.activate(gateActivation, kept[RESET], bias[RESET], length);
        m.activate(gateActivation, kept[UPDATE], bias[UPDATE], length);
        m.sum(kept[RECURRENT_CANDIDATE], recurrent[CANDIDATE], bias[RECURRENT_CANDIDATE], length);
        m.addProduct(kept[CANDIDATE], kept[RESET], kept[RECURRENT_CANDIDATE], length);
        m.activate(activation, kept[CANDIDATE], bias[CANDIDATE], length);
        m.blend(h, kept[UPDATE], kept[CANDIDATE], hBefore, length);
    }

    @Override
    public <A> void backward(Arithmetic<A> m, A[] kept, A[] bias, A hBefore, A cBefore, StepGradient<A> g, int length) {
        m.product(g.dhDirect, g.dh, kept[UPDATE], length);
        m.productOfRest(g.dz[CANDIDATE], g.dh, kept[UPDATE], length);
        m.slope(activation, kept[CANDIDATE], g.dz[CANDIDATE], length);
        m.productOfDifference(g.dz[UPDATE], g.dh, hBefore, kept[CANDIDATE], length);
        m.slope(gateActivation, kept[UPDATE], g.dz[UPDATE], length);
        m.product(g.dz[RESET], g.dz[CANDIDATE], kept[RECURRENT_CANDIDATE], length);
        m.slope(gateActivation, kept[RESET], g.dz[RESET], length);
        recurrentErrors(m, kept, g, length);
    }

    @Override
    public <A> void recurrentErrors(Arithmetic<A> m, A[] kept, StepGradient<A> g, int length) {
        m.copy(g.dz[RESET], 0, g.dzRecurrent[RESET], 0, length);
        m.copy(g.dz[UPDATE], 0, g.dzRecurrent[UPDATE], 0, length);
        m.product(g.dzRecurrent[CANDIDATE], g.dz[CANDIDATE], kept[RESET], length);
    }
}
