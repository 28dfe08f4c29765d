package io.backflow.flow.jacobian;

/** Medians. */
final class Medians {

    private Medians() {}

    /** Returns the median of sorted values, the mean of the middle two if their number is even. */
    static double ofSorted(double[] sorted) {
        double upper = sorted[sorted.length / 2];
        double lower = sorted[(sorted.length - 1) / 2];
        // Equal infinities have no difference to halve.
        return upper == lower ? upper : (upper + lower) / 2;
    }
}
