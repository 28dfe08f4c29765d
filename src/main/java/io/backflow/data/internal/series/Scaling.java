// SPDX-License-Identifier: Apache-2.0
package io.backflow.data.internal.series;

import java.util.Arrays;
import java.util.List;

/** The shift and scale of each column, by the training part's values. */
final class Scaling {

    /** Deviations below this share of the mean are rounding, not variation. */
    private static final double ROUNDING = 1e-9;

    private final double[] mean;
    private final double[] deviation;

    private Scaling(double[] mean, double[] deviation) {
        this.mean = mean;
        this.deviation = deviation;
    }

    /** Returns the scaling that leaves values as they are. */
    static Scaling none(int columns) {
        double[] ones = new double[columns];
        Arrays.fill(ones, 1);
        return new Scaling(new double[columns], ones);
    }

    /** Fits to the first rows of each column; one that is constant there is shifted, but not scaled. */
    static Scaling fit(double[][] columns, int rows) {
        double[] mean = new double[columns.length];
        double[] deviation = new double[columns.length];
        for (int i = 0; i < columns.length; i++) {
            mean[i] = mean(columns[i], rows);
            double measured = deviation(columns[i], rows, mean[i]);
            deviation[i] = measured > ROUNDING * Math.abs(mean[i]) ? measured : 1;
        }
        return new Scaling(mean, deviation);
    }

    /** Returns a scaling that was fitted before, by what it says of itself. */
    static Scaling of(List<Double> means, List<Double> deviations) {
        return new Scaling(numbers(means), numbers(deviations));
    }

    private static double[] numbers(List<Double> list) {
        return list.stream().mapToDouble(Double::doubleValue).toArray();
    }

    List<Double> means() {
        return Arrays.stream(mean).boxed().toList();
    }

    List<Double> deviations() {
        return Arrays.stream(deviation).boxed().toList();
    }

    /** Returns the value of a column that was scaled, in its own units. */
    double undo(int column, double scaled) {
        return scaled * deviation[column] + mean[column];
    }

    float apply(int column, double value) {
        return (float) ((value - mean[column]) / deviation[column]);
    }

    double deviation(int column) {
        return deviation[column];
    }

    private static double mean(double[] values, int rows) {
        double sum = 0;
        int known = 0;
        for (int row = 0; row < rows; row++) {
            if (!Double.isNaN(values[row])) {
                sum += values[row];
                known++;
            }
        }
        return known == 0 ? 0 : sum / known;
    }

    private static double deviation(double[] values, int rows, double mean) {
        double squares = 0;
        int known = 0;
        for (int row = 0; row < rows; row++) {
            if (!Double.isNaN(values[row])) {
                squares += (values[row] - mean) * (values[row] - mean);
                known++;
            }
        }
        return known == 0 ? 0 : Math.sqrt(squares / known);
    }
}
