// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.series;

import java.util.Arrays;
import java.util.List;

/**
 * The values that windows give, with what stands in the place of missing ones.
 *
 * <p>What a window gives depends on nothing after its last row, but for the means of the training part. So a gap is
 * interpolated where the value behind it is in the window, and otherwise the value before it is carried forward: one row
 * may be given as two values in two windows, each what was known then.
 */
final class GivenValues {

    private final double[][] known;
    private final double[][] filled;
    private final boolean interpolates;

    /** The last known row up to each row, [columns][rows]; empty if nothing is interpolated. */
    private final int[][] before;

    /** The first known row from each row on, or the number of rows. */
    private final int[][] after;

    private GivenValues(double[][] known, double[][] filled, boolean interpolates) {
        this.known = known;
        this.filled = filled;
        this.interpolates = interpolates;
        this.before = new int[interpolates ? known.length : 0][];
        this.after = new int[before.length][];
        for (int column = 0; column < before.length; column++) {
            before[column] = lastKnown(known[column]);
            after[column] = nextKnown(known[column]);
        }
    }

    /**
     * Fills a series.
     *
     * @param known values as they are, [columns][rows]; a missing one is NaN
     * @param means of the columns in the training part, where these stand for missing values; else of no account
     */
    static GivenValues of(double[][] known, SeriesConfig.Missing missing, List<Double> means) {
        double[][] filled = switch (missing) {
            case FAIL, SKIP -> known;
            case CARRY_FORWARD, INTERPOLATE -> Series.carriedForward(known);
            case MEAN -> withMeans(known, means);
        };
        return new GivenValues(known, filled, missing == SeriesConfig.Missing.INTERPOLATE);
    }

    private static double[][] withMeans(double[][] known, List<Double> means) {
        double[][] filled = new double[known.length][];
        for (int column = 0; column < known.length; column++) {
            double mean = means.get(column);
            filled[column] = Arrays.stream(known[column])
                    .map(value -> Double.isNaN(value) ? mean : value)
                    .toArray();
        }
        return filled;
    }

    private static int[] lastKnown(double[] values) {
        int[] rows = new int[values.length];
        int last = -1;
        for (int row = 0; row < values.length; row++) {
            last = Double.isNaN(values[row]) ? last : row;
            rows[row] = last;
        }
        return rows;
    }

    private static int[] nextKnown(double[] values) {
        int[] rows = new int[values.length];
        int next = values.length;
        for (int row = values.length - 1; row >= 0; row--) {
            next = Double.isNaN(values[row]) ? next : row;
            rows[row] = next;
        }
        return rows;
    }

    int columns() {
        return known.length;
    }

    /** Whether no row of some is without a value, {@code to} exclusive. */
    boolean areThere(int from, int to) {
        for (double[] column : filled) {
            for (int row = from; row < to; row++) {
                if (Double.isNaN(column[row])) {
                    return false;
                }
            }
        }
        return true;
    }

    /**
     * Returns the value that a window gives.
     *
     * @param last the window's last row
     */
    double at(int column, int row, int last) {
        if (!interpolates || !Double.isNaN(known[column][row]) || after[column][row] > last) {
            return filled[column][row];
        }
        int from = before[column][row];
        int to = after[column][row];
        double start = known[column][from];
        return start + (known[column][to] - start) * (row - from) / (to - from);
    }
}
