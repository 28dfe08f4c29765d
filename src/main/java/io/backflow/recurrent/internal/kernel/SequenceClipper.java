// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.linalg.internal.L2Norm;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.cell.StepGradient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Bounds the errors of each example over all steps of one backward pass together, and counts what it did.
 *
 * <p>It takes down their size while the pass runs. A pass is linear in the errors that enter it, example by example, so
 * that one factor on all that the pass made of an example is what it would have made of errors that were shortened by
 * that factor from the start. Steps at which an example is masked do not count. An example with an error that is not
 * finite is left for others to find.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class SequenceClipper<A> {

    private static final double ABSENT = -1;

    private final boolean preActivations;
    private final double threshold;
    private final Arithmetic<A> m;
    private final int batch;
    private final int units;
    /** By step, example by example; {@link #ABSENT} where it is masked or the pass did not come by. */
    private final double[][] norms;

    /** Makes a clipper for one pass. */
    public SequenceClipper(
            boolean preActivations, double threshold, Arithmetic<A> arithmetic, int batch, int units, int steps) {
        this.preActivations = preActivations;
        this.threshold = threshold;
        this.m = arithmetic;
        this.batch = batch;
        this.units = units;
        this.norms = new double[steps][batch];
        for (double[] step : norms) {
            Arrays.fill(step, ABSENT);
        }
    }

    /** Takes down the size of dL/dh, if that is what to bound. */
    void hidden(int t, boolean[] masked, StepGradient<A> g) {
        if (!preActivations) {
            A[] one = m.blocks(1, 0);
            one[0] = g.dh;
            measure(t, masked, one);
        }
    }

    /** Takes down the size of dL/dz, if that is what to bound. */
    void preActivations(int t, boolean[] masked, StepGradient<A> g) {
        if (preActivations) {
            measure(t, masked, g.dz);
        }
    }

    private void measure(int t, boolean[] masked, A[] blocks) {
        double[] parts = new double[blocks.length];
        for (int b = 0; b < batch; b++) {
            if (masked.length == 0 || !masked[b]) {
                for (int k = 0; k < blocks.length; k++) {
                    parts[k] = m.norm(blocks[k], b * units, units);
                }
                norms[t][b] = L2Norm.of(parts);
            }
        }
    }

    /** Returns by what all errors of each example are to be multiplied; 1 where they are within the bound. */
    double[] factors() {
        double[] factors = new double[batch];
        for (int b = 0; b < batch; b++) {
            double norm = norm(b);
            // Four roundings below, so that what is rounded once an element is not over the threshold.
            factors[b] = Double.isFinite(norm) && norm > threshold ? threshold * (1 - 4 * m.roundoff()) / norm : 1;
        }
        return factors;
    }

    private double norm(int example) {
        double[] steps = new double[norms.length];
        for (int t = 0; t < norms.length; t++) {
            steps[t] = norms[t][example] == ABSENT ? 0 : norms[t][example];
        }
        return L2Norm.of(steps);
    }

    /** Returns what happened at each step, the last step first. */
    public List<StepClipper.Step> steps() {
        double[] factors = factors();
        List<StepClipper.Step> steps = new ArrayList<>();
        for (int t = norms.length - 1; t >= 0; t--) {
            if (Arrays.stream(norms[t]).anyMatch(norm -> norm != ABSENT)) {
                steps.add(step(t, factors));
            }
        }
        return steps;
    }

    private StepClipper.Step step(int t, double[] factors) {
        int considered = 0;
        int clipped = 0;
        int nonFinite = 0;
        double before = 0;
        double after = 0;
        for (int b = 0; b < batch; b++) {
            double norm = norms[t][b];
            considered += norm == ABSENT ? 0 : 1;
            clipped += norm == ABSENT || factors[b] == 1 ? 0 : 1;
            if (Double.isFinite(norm)) {
                before = Math.max(before, norm);
                after = Math.max(after, norm * factors[b]);
            } else {
                nonFinite++;
            }
        }
        return new StepClipper.Step(t, considered, clipped, nonFinite, before, after);
    }
}
