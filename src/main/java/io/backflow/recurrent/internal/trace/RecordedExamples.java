// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.trace;

import io.backflow.recurrent.BackwardTrace;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.StepGradient;
import java.util.Arrays;

/**
 * Measures the sizes of each example's errors, step by step.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
final class RecordedExamples<A> implements BackwardTrace.ExampleErrors {

    private final Arithmetic<A> m;
    private final int units;
    private final boolean hasCellState;
    private final double[][] hidden;
    private final double[][] cellState;
    private final int[] lastInjected;

    RecordedExamples(Arithmetic<A> m, Cell cell, int batch, int units, int steps) {
        this.m = m;
        this.units = units;
        hasCellState = cell.cellStateBlock() >= 0;
        hidden = new double[steps][batch];
        cellState = new double[steps][batch];
        lastInjected = new int[batch];
        Arrays.fill(lastInjected, -1);
    }

    /** Takes a step; the last comes first. */
    void step(int t, StepGradient<A> g) {
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

    @Override
    public double hidden(int step, int example) {
        return hidden[step][example];
    }

    @Override
    public double cellState(int step, int example) {
        return cellState[step][example];
    }

    @Override
    public int[] lastInjected() {
        return lastInjected.clone();
    }
}
