// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.gate;

import io.backflow.statistics.internal.Quantile;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The activations of one gate at every time step. They are those of all units and of the examples that are not masked
 * at the step; immutable.
 *
 * <p>Lists start at the first step that the backward pass reached.
 */
public final class GateFlow {

    private final String gate;
    private final double[] means;
    private final double[] saturated;
    private final @Nullable Quantiles quantiles;

    /** Makes a record of a gate. */
    public GateFlow(String gate, double[] means, double[] saturated, @Nullable Quantiles quantiles) {
        this.gate = gate;
        this.means = means.clone();
        this.saturated = saturated.clone();
        this.quantiles = quantiles;
    }

    /** Returns the name of the gate: {@code forget}, {@code input}, {@code output}, {@code update} or {@code reset}. */
    public String gate() {
        return gate;
    }

    /** Returns the mean activation by step; NaN where all examples are masked. */
    public double[] means() {
        return means.clone();
    }

    /** Returns, by step, the share of units within 0.05 of 0 or 1. */
    public double[] saturated() {
        return saturated.clone();
    }

    /** Returns the quantiles, where activations were captured. */
    public Optional<Quantiles> quantiles() {
        return Optional.ofNullable(quantiles);
    }

    /**
     * The 10 %, 50 % and 90 % quantiles of a gate's activations at every step. They are exact, by the rule of
     * {@link Quantile}.
     *
     * <p>A gate's activations lie in [0, 1]. They are counted in buckets, and only those that the values on either side
     * of a quantile lie in are sorted, which takes a fraction of the time of sorting all of them.
     */
    public static final class Quantiles {

        private static final int BUCKETS = 1024;

        private final int[] counts = new int[BUCKETS + 1];
        private final double[] p10;
        private final double[] p50;
        private final double[] p90;

        public Quantiles(int steps) {
            p10 = new double[steps];
            p50 = new double[steps];
            p90 = new double[steps];
        }

        /** Sets the quantiles of one step from its activations. They are NaN if there are none. */
        public void set(int index, double[] values, int count) {
            Arrays.fill(counts, 0);
            for (int i = 0; i < count; i++) {
                counts[bucket(values[i])]++;
            }
            p10[index] = at(values, count, 0.1);
            p50[index] = at(values, count, 0.5);
            p90[index] = at(values, count, 0.9);
        }

        /**
         * In the order of the values, with what is not in [0, 1] in the outermost ones, and NaN, as the largest, in the
         * last.
         */
        private static int bucket(double value) {
            return value < 1 ? Math.max(0, (int) (value * BUCKETS)) : BUCKETS;
        }

        private double at(double[] values, int count, double share) {
            if (count == 0) {
                return Double.NaN;
            }
            double position = Quantile.position(count, share);
            int rank = (int) position;
            int bucket = 0;
            while (rank >= counts[bucket]) {
                rank -= counts[bucket];
                bucket++;
            }
            double[] within = sorted(bucket, values, count);
            double low = within[rank];
            double beyond = position - (int) position;
            if (beyond == 0) {
                return low;
            }
            double high = rank + 1 < within.length ? within[rank + 1] : least(bucket + 1, values, count);
            return Quantile.between(low, high, beyond);
        }

        private double[] sorted(int bucket, double[] values, int count) {
            double[] within = new double[counts[bucket]];
            int found = 0;
            for (int i = 0; i < count; i++) {
                if (bucket(values[i]) == bucket) {
                    within[found] = values[i];
                    found++;
                }
            }
            Arrays.sort(within);
            return within;
        }

        /** Returns the smallest value in a bucket or, if that is empty, in the next that is not. */
        private double least(int from, double[] values, int count) {
            int bucket = from;
            while (counts[bucket] == 0) {
                bucket++;
            }
            return sorted(bucket, values, count)[0];
        }

        /** Returns the 10 % quantile by step. */
        public double[] p10() {
            return p10.clone();
        }

        /** Returns the median by step. */
        public double[] p50() {
            return p50.clone();
        }

        /** Returns the 90 % quantile by step. */
        public double[] p90() {
            return p90.clone();
        }
    }
}
