// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.trace;

import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Ranks;
import io.backflow.recurrent.internal.arithmetic.Reductions;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.statistics.internal.Quantile;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures how open the gates are, step by step.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
final class RecordedGates<A> {

    /** |h| at or above which a state counts as saturated: where tanh is, by the same measure as gates. */
    private static final double STATE_BOUND = 1 - 2 * Activation.SATURATION_MARGIN;

    /** Which quantiles are taken. */
    private static final double[] SHARES = {0.1, 0.5, 0.9};

    final double[][] means;
    final double[][] saturated;
    /** By gate and quantile; of what is no gate, or where they are not wanted, there are none. */
    final double[][][] quantiles;
    /** Nothing where quantiles are not wanted. */
    final double[] saturatedStates;

    private final Arithmetic<A> m;
    /** By gate, between which values it is not saturated. */
    private final double[][] bounds;

    private final int batch;
    private final int units;

    /** Memory for one thread that measures. */
    static final class Scratch<A> {
        private final Reductions<A> reductions;
        /** By gate, which is like itself at the step before; none where quantiles are not wanted. */
        private final List<Ranks<A>> ranks = new ArrayList<>();

        private final int[] wanted = new int[SHARES.length];
        private final double[] at = new double[SHARES.length];
        private final double[] next = new double[SHARES.length];
        private final A unmasked;

        Scratch(Arithmetic<A> m, int gates, int room) {
            reductions = m.reductions();
            for (int k = 0; k < gates; k++) {
                ranks.add(reductions.ranks());
            }
            unmasked = m.block(room);
        }
    }

    RecordedGates(Cell cell, Arithmetic<A> m, int batch, int units, int steps, boolean withQuantiles) {
        this.m = m;
        this.batch = batch;
        this.units = units;
        int gates = cell.gates().size();
        means = new double[gates][];
        saturated = new double[gates][];
        quantiles = new double[gates][0][];
        bounds = new double[gates][];
        for (int k = 0; k < gates; k++) {
            bounds[k] = cell.activations().get(k).saturation();
            means[k] = BackwardRecorder.unknown(steps);
            saturated[k] = BackwardRecorder.unknown(steps);
            if (withQuantiles && Recorded.OPENING.contains(cell.gates().get(k))) {
                quantiles[k] = new double[SHARES.length][];
                for (int q = 0; q < SHARES.length; q++) {
                    quantiles[k][q] = BackwardRecorder.unknown(steps);
                }
            }
        }
        boolean withStates = withQuantiles && cell.gates().stream().anyMatch(Recorded.OPENING::contains);
        saturatedStates = BackwardRecorder.unknown(withStates ? steps : 0);
    }

    /** Returns whether {@link #step} looks at the state after the step. */
    boolean readsStates() {
        return saturatedStates.length > 0;
    }

    Scratch<A> scratch() {
        return readsStates() ? new Scratch<>(m, means.length, batch * units) : new Scratch<>(m, 0, 0);
    }

    void step(int t, StepStates<A> states, Scratch<A> scratch) {
        for (int k = 0; k < means.length; k++) {
            measure(k, t, states.masked, states.kept[k], scratch);
            if (quantiles[k].length > 0) {
                takeQuantiles(k, t, states.masked, states.kept[k], scratch);
            }
        }
        if (readsStates()) {
            int count = unmasked(states.masked, states.h, scratch);
            A values = states.masked.length == 0 ? states.h : scratch.unmasked;
            saturatedStates[t] = (double) scratch.reductions.countLarge(values, STATE_BOUND, count) / count;
        }
    }

    private void measure(int k, int t, boolean[] masked, A gate, Scratch<A> scratch) {
        double lower = bounds[k][0];
        double upper = bounds[k][1];
        int length = batch * units;
        if (masked.length == 0) {
            means[k][t] = scratch.reductions.sum(gate, length) / length;
            saturated[k][t] = (double) scratch.reductions.countOutside(gate, lower, upper, length) / length;
            return;
        }
        double sum = 0;
        int outside = 0;
        int count = 0;
        for (int i = 0; i < length; i++) {
            if (!masked[i / units]) {
                double value = m.get(gate, i);
                sum += value;
                outside += value > lower && value < upper ? 0 : 1;
                count++;
            }
        }
        means[k][t] = sum / count;
        saturated[k][t] = (double) outside / count;
    }

    private void takeQuantiles(int k, int t, boolean[] masked, A gate, Scratch<A> scratch) {
        int count = unmasked(masked, gate, scratch);
        if (count == 0) {
            return;
        }
        for (int q = 0; q < SHARES.length; q++) {
            scratch.wanted[q] = (int) Quantile.position(count, SHARES[q]);
        }
        A values = masked.length == 0 ? gate : scratch.unmasked;
        scratch.ranks.get(k).find(values, count, scratch.wanted, scratch.at, scratch.next);
        for (int q = 0; q < SHARES.length; q++) {
            double beyond = Quantile.position(count, SHARES[q]) - scratch.wanted[q];
            quantiles[k][q][t] = Quantile.between(scratch.at[q], scratch.next[q], beyond);
        }
    }

    /** Copies the examples that are not masked, if any is masked; returns how many values they have. */
    private int unmasked(boolean[] masked, A block, Scratch<A> scratch) {
        if (masked.length == 0) {
            return batch * units;
        }
        int count = 0;
        for (int b = 0; b < batch; b++) {
            if (!masked[b]) {
                m.copy(block, b * units, scratch.unmasked, count, units);
                count += units;
            }
        }
        return count;
    }
}
