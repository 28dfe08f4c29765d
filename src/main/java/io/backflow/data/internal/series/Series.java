// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.series;

/**
 * A series as windows are cut from it.
 *
 * @param known values as they are, [columns][rows], targets first; a missing one is NaN
 * @param given values as windows give them
 * @param targets how many of the columns are targets
 * @param scaling shift and scale of the columns
 * @param window steps that are given
 * @param horizon steps that are forecast
 * @param stride steps from one window to the next
 */
@SuppressWarnings("ArrayRecordComponent") // shared, not compared
record Series(
        double[][] known, GivenValues given, int targets, Scaling scaling, int window, int horizon, int stride) {

    /** Whether nothing that a window gives or asks is missing. */
    boolean isWhole(int start) {
        return isGiven(start) && isKnown(start + window);
    }

    /** Whether nothing is missing that a window gives. */
    boolean isGiven(int start) {
        return given.areThere(start, start + window);
    }

    /** Returns what a window gives of a column at one of its steps, scaled. */
    float input(int start, int column, int step) {
        return scaling.apply(column, given.at(column, start + step, start + window - 1));
    }

    /** Whether all values are known that are to be forecast from a row on. */
    boolean isKnown(int next) {
        if (next + horizon > known[0].length) {
            return false;
        }
        for (int target = 0; target < targets; target++) {
            for (int row = next; row < next + horizon; row++) {
                if (Double.isNaN(known[target][row])) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Returns the values with each missing one replaced by the last before it; NaN stays where there is none. */
    static double[][] carriedForward(double[][] columns) {
        double[][] carried = new double[columns.length][];
        for (int i = 0; i < columns.length; i++) {
            carried[i] = columns[i].clone();
            for (int row = 1; row < carried[i].length; row++) {
                if (Double.isNaN(carried[i][row])) {
                    carried[i][row] = carried[i][row - 1];
                }
            }
        }
        return carried;
    }
}
