package io.backflow.recurrent;

import io.backflow.recurrent.internal.kernel.Arithmetic;
import io.backflow.recurrent.internal.kernel.StepGradient;
import java.util.Arrays;

/**
 * The sizes of each example's errors at every step, of a backward pass that began at a step at which examples were masked: such examples end
 * earlier than others.
 */
public final class ExampleErrors {

    private final double[][] hidden;
    private final double[][] cellState;
    private final int[] lastInjected;

    public ExampleErrors(int batch, int steps) {
        hidden = new double[steps][batch];
        cellState = new double[steps][batch];
        lastInjected = new int[batch];
        Arrays.fill(lastInjected, -1);
    }

    /** Takes a step; the last comes first. */
    public <A> void step(Arithmetic<A> m, int t, StepGradient<A> g, int units, boolean hasCellState) {
        for (int b = 0; b < lastInjected.length; b++) {
            hidden[t][b] = m.norm(g.dh, b * units, units);
            if (hasCellState) {
                cellState[t][b] = m.norm(g.dc, b * units, units);
            }
            if (lastInjected[b] < 0 && m.largest(g.injected, b * units, units) != 0) {
                lastInjected[b] = t;
            }
        }
    }

    /** Returns the L2 norm of an example's dL/dh at a step. */
    public double hidden(int step, int example) {
        return hidden[step][example];
    }

    /** Returns the L2 norm of an example's dL/dc at a step; 0 for cells without a cell state. */
    public double cellState(int step, int example) {
        return cellState[step][example];
    }

    /** Returns for each example the last step at which the layer above injects an error; -1 if there is none. */
    public int[] lastInjected() {
        return lastInjected.clone();
    }
}
