package io.backflow.flow.gate;

import java.util.Arrays;

/**
 * The 10 %, 50 % and 90 % quantiles of a gate's activations at every step, by sorting them: exact, the smallest value that at
 * least that share of the values does not exceed.
 */
public final class Quantiles {

    private final double[] p10;
    private final double[] p50;
    private final double[] p90;

    Quantiles(int steps) {
        p10 = new double[steps];
        p50 = new double[steps];
        p90 = new double[steps];
    }

    /** Takes one step's activations; NaN if there are none. The array is sorted. */
    void set(int index, double[] values, int count) {
        Arrays.sort(values, 0, count);
        p10[index] = at(values, count, 0.1);
        p50[index] = at(values, count, 0.5);
        p90[index] = at(values, count, 0.9);
    }

    private static double at(double[] sorted, int count, double share) {
        return count == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(share * count) - 1)];
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
