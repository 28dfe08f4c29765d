// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import java.util.Objects;

/**
 * The L2 norm of each example's dL/dh at every step of one backward pass, and its square.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class ErrorNorms<A> {

    private final Arithmetic<A> m;
    private final int batch;
    private final int units;
    private final double[] squares;
    private final double[] norms;

    /** Makes room for one pass. */
    public ErrorNorms(Arithmetic<A> arithmetic, int batch, int units, int steps) {
        this.m = arithmetic;
        this.batch = batch;
        this.units = units;
        this.squares = new double[steps * batch];
        this.norms = new double[steps * batch];
    }

    void step(int t, boolean[] masked, A dh) {
        for (int b = 0; b < batch; b++) {
            boolean excluded = masked.length > 0 && masked[b];
            squares[t * batch + b] = excluded ? Double.NaN : m.sumOfSquares(dh, b * units, units);
            norms[t * batch + b] = excluded ? Double.NaN : m.norm(dh, b * units, units);
        }
    }

    /** Multiplies the errors of each example by a number. */
    void scale(double[] factors) {
        for (int i = 0; i < norms.length; i++) {
            double factor = factors[i % batch];
            norms[i] *= factor;
            squares[i] *= factor * factor;
        }
    }

    /** Returns the norm of an example's dL/dh at a step; NaN if the example is masked there. */
    public double norm(int step, int example) {
        return norms[step * batch + Objects.checkIndex(example, batch)];
    }

    /** Returns the square of {@link #norm}, of doubles infinite or 0 where it is out of range. */
    public double squared(int step, int example) {
        return squares[step * batch + Objects.checkIndex(example, batch)];
    }
}
