// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.linalg.internal.L2Norm;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.StepGradient;
import java.util.ArrayList;
import java.util.List;

/**
 * Clips the errors of every step of one backward pass, example by example, and counts what it did.
 *
 * <p>Examples that are masked at a step pass it as they are and do not count. What is not finite is left for others to
 * find: scaling would turn an infinite value to NaN and the finite ones beside it to 0.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class StepClipper<A> {

    /**
     * What happened at one step.
     *
     * @param step the time step
     * @param considered how many examples, or elements when clamped, were looked at
     * @param clipped how many of them were over the threshold, and changed
     * @param nonFinite how many were NaN or infinite, or an example with such an element, and left as they were
     * @param before largest norm, or absolute value, of those that are finite; 0 without any
     * @param after the same after clipping
     */
    public record Step(int step, int considered, int clipped, int nonFinite, double before, double after) {}

    private final StepClipping clipping;
    private final Cell cell;
    private final Arithmetic<A> m;
    private final int batch;
    private final int units;
    private final double bound;
    private final A[] one;
    private final List<Step> steps = new ArrayList<>();

    private int considered;
    private int clipped;
    private int nonFinite;
    private double before;
    private double after;

    /** Makes a clipper for one pass. */
    public StepClipper(StepClipping clipping, Cell cell, Arithmetic<A> arithmetic, int batch, int units) {
        this.clipping = clipping;
        this.cell = cell;
        this.m = arithmetic;
        this.batch = batch;
        this.units = units;
        // Four roundings below, so that what is rounded once an element is not over the threshold.
        this.bound = clipping.threshold() * (1 - 4 * m.roundoff());
        this.one = m.blocks(1, 0);
    }

    boolean clipsPreActivations() {
        return clipping.preActivations();
    }

    /** Clips dL/dh, if that is what to clip. */
    void hidden(int t, boolean[] masked, StepGradient<A> g) {
        if (!clipping.preActivations()) {
            one[0] = g.dh;
            clip(t, masked, one);
        }
    }

    /** Clips dL/dz, if that is what to clip; errors on the recurrent side follow. */
    void preActivations(int t, boolean[] masked, A[] kept, StepGradient<A> g) {
        if (clipping.preActivations()) {
            clip(t, masked, g.dz);
            if (cell.recurrentApart()) {
                cell.recurrentErrors(m, kept, g, batch * units);
            }
        }
    }

    private void clip(int t, boolean[] masked, A[] blocks) {
        considered = 0;
        clipped = 0;
        nonFinite = 0;
        before = 0;
        after = 0;
        for (int b = 0; b < batch; b++) {
            if (masked.length > 0 && masked[b]) {
                continue;
            }
            if (clipping.byNorm()) {
                shorten(blocks, b * units);
            } else {
                clamp(blocks, b * units);
            }
        }
        steps.add(new Step(t, considered, clipped, nonFinite, before, after));
    }

    private void shorten(A[] blocks, int row) {
        considered++;
        double norm = norm(blocks, row);
        if (!Double.isFinite(norm)) {
            nonFinite++;
            return;
        }
        before = Math.max(before, norm);
        if (norm > clipping.threshold()) {
            clipped++;
        }
        // Twice, because a norm over the range of double is only known to be at least its largest number.
        for (int pass = 0; pass < 2 && norm > clipping.threshold(); pass++) {
            for (A block : blocks) {
                m.scale(block, row, units, bound / norm);
            }
            norm = norm(blocks, row);
        }
        after = Math.max(after, norm);
    }

    /** Returns the norm of one example's error; not finite only if an element is not. */
    private double norm(A[] blocks, int row) {
        double squares = 0;
        for (A block : blocks) {
            squares += m.sumOfSquares(block, row, units);
        }
        if (L2Norm.isSafe(squares)) {
            return Math.sqrt(squares);
        }
        double largest = 0;
        for (A block : blocks) {
            largest = Math.max(largest, m.largest(block, row, units));
        }
        if (largest == 0 || !Double.isFinite(largest)) {
            return largest;
        }
        L2Norm scaled = new L2Norm(largest);
        for (A block : blocks) {
            for (int i = row; i < row + units; i++) {
                scaled.add(m.get(block, i));
            }
        }
        return Math.min(scaled.value(), Double.MAX_VALUE);
    }

    private void clamp(A[] blocks, int row) {
        for (A block : blocks) {
            considered += units;
            nonFinite += Double.isFinite(m.largest(block, row, units)) ? 0 : countNonFinite(block, row);
            before = Math.max(before, largestFinite(block, row));
            clipped += m.clamp(block, row, units, clipping.threshold());
            after = Math.max(after, largestFinite(block, row));
        }
    }

    private int countNonFinite(A block, int row) {
        int count = 0;
        for (int i = row; i < row + units; i++) {
            count += Double.isFinite(m.get(block, i)) ? 0 : 1;
        }
        return count;
    }

    private double largestFinite(A block, int row) {
        double largest = m.largest(block, row, units);
        if (Double.isFinite(largest)) {
            return largest;
        }
        largest = 0;
        for (int i = row; i < row + units; i++) {
            double size = Math.abs(m.get(block, i));
            largest = size < Double.POSITIVE_INFINITY ? Math.max(largest, size) : largest;
        }
        return largest;
    }

    /** Returns how many examples or elements were clipped at the step that came last. */
    int clippedLast() {
        return clipped;
    }

    /** Returns what happened at each step, the last step first; the clipper is done with. */
    public List<Step> steps() {
        return List.copyOf(steps);
    }
}
