package io.backflow.flow.gate;

import java.util.Arrays;

/**
 * The 10 %, 50 % and 90 % quantiles of a gate's activations at every step: exact, the smallest value that at
 * least that share of the values does not exceed.
 *
 * <p>A gate's activations lie in [0, 1]. They are counted in buckets, and only the bucket that a quantile lies in is sorted, which takes a fraction
 * of the time of sorting all of them.
 */
public final class Quantiles {

    private static final int BUCKETS = 1024;

    private final int[] counts = new int[BUCKETS + 1];
    private final double[] p10;
    private final double[] p50;
    private final double[] p90;

    Quantiles(int steps) {
        p10 = new double[steps];
        p50 = new double[steps];
        p90 = new double[steps];
    }

    /** Takes one step's activations; NaN if there are none. */
    void set(int index, double[] values, int count) {
        Arrays.fill(counts, 0);
        for (int i = 0; i < count; i++) {
            counts[bucket(values[i])]++;
        }
        p10[index] = at(values, count, 0.1);
        p50[index] = at(values, count, 0.5);
        p90[index] = at(values, count, 0.9);
    }

    /** In the order of the values, with what is not in [0, 1] in the outermost ones, and NaN, as the largest, in the last. */
    private static int bucket(double value) {
        return value < 1 ? Math.max(0, (int) (value * BUCKETS)) : BUCKETS;
    }

    private double at(double[] values, int count, double share) {
        if (count == 0) {
            return Double.NaN;
        }
        int rank = Math.max(0, (int) Math.ceil(share * count) - 1);
        int bucket = 0;
        while (rank >= counts[bucket]) {
            rank -= counts[bucket];
            bucket++;
        }
        double[] within = new double[counts[bucket]];
        int found = 0;
        for (int i = 0; i < count; i++) {
            if (bucket(values[i]) == bucket) {
                within[found] = values[i];
                found++;
            }
        }
        Arrays.sort(within);
        return within[rank];
    }

    /** Returns the value that a tenth of the activations do not exceed, by step. */
    public double[] p10() {
        return p10.clone();
    }

    /** Returns the median by step. */
    public double[] p50() {
        return p50.clone();
    }

    /** Returns the value that nine tenths of the activations do not exceed, by step. */
    public double[] p90() {
        return p90.clone();
    }
}
