// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

import java.util.Arrays;
import java.util.List;

/**
 * All singular values of a product of matrices, the small ones too.
 *
 * <p>An assembled product knows its singular values to a rounding error of the largest one, and over many factors the
 * others lie far below that. So the product is never formed. A basis is taken through the steps and made orthogonal
 * after each, {@code J_i Q_{i-1} = Q_i R_i}; the product of the triangles R_i has the product's singular values, and
 * its rows are each kept with a logarithmic scale of their own. From a basis that the steps have sorted by growth (once
 * forward and once back before), the rows come out graded, and {@link SingularValues} finds each to an error that a
 * single factor makes, not the product.
 *
 * @see <a href="https://doi.org/10.1137/S0895479897325578">Stewart (1997), on graded QR decompositions of products of
 *     matrices</a>
 */
public final class GradedProduct {

    /** Rows further below the largest are looked at by themselves: the squares of both would not fit. */
    private static final double GROUP = 100 * Math.log(10);

    /** What is left of a column beside those before it, below which it is rounding. */
    private static final double DEPENDENT = 1e-14;

    private final List<? extends LinearMap> steps;
    private final int size;
    /** Rows of the triangle, of length 1 or 0. */
    private final double[][] rows;

    private final double[] logs;

    private GradedProduct(List<? extends LinearMap> steps) {
        this.steps = steps;
        size = steps.get(0).size();
        rows = new double[size][size];
        logs = new double[size];
    }

    /**
     * Returns the natural logarithms of the singular values, sorted from the largest down; NaN throughout if a factor
     * has one.
     */
    public static double[] logs(List<? extends LinearMap> steps) {
        return new GradedProduct(steps).values();
    }

    private double[] values() {
        double[][] basis = new double[size][size];
        for (int i = 0; i < size; i++) {
            basis[i][i] = 1;
            rows[i][i] = 1;
        }
        for (LinearMap step : steps) {
            advance(step, basis, true);
        }
        for (int i = steps.size() - 1; i >= 0; i--) {
            advance(steps.get(i), basis, false);
        }
        for (LinearMap step : steps) {
            prepend(advance(step, basis, true));
        }
        double[] values = new double[size];
        for (int from = 0; from < size; ) {
            from = solve(from, values);
        }
        Arrays.sort(values);
        for (int i = 0; i < size / 2; i++) {
            double small = values[i];
            values[i] = values[size - 1 - i];
            values[size - 1 - i] = small;
        }
        return values;
    }

    /** Replaces a basis, given by its columns, by an orthogonal one of its image; returns the triangle. */
    private double[][] advance(LinearMap step, double[][] basis, boolean forward) {
        double[][] triangle = new double[size][size];
        for (int j = 0; j < size; j++) {
            double[] image = new double[size];
            double log = forward ? step.apply(basis[j], image) : step.applyTransposed(basis[j], image);
            double length = Vectors.norm(image) * Math.exp(log);
            if (length > 0) {
                Vectors.divide(image, Vectors.norm(image));
            }
            basis[j] = image;
            triangle[j][j] = length * orthogonalise(basis, j, length, triangle);
        }
        return triangle;
    }

    /** Returns what is left of column j, of length 1, beside those before it. */
    private static double orthogonalise(double[][] basis, int j, double length, double[][] triangle) {
        double rest = 1;
        for (int pass = 0; pass < 2; pass++) {
            for (int p = 0; p < j; p++) {
                double part = Vectors.dot(basis[p], basis[j]);
                triangle[p][j] += part * rest * length;
                Vectors.add(basis[j], -part, basis[p]);
            }
            double norm = Vectors.norm(basis[j]);
            rest *= norm;
            if (rest < DEPENDENT) {
                Arrays.fill(basis[j], 0);
                return 0;
            }
            Vectors.divide(basis[j], norm);
        }
        return rest;
    }

    /** Multiplies our rows from the left. Row p needs rows p and after only, so it may be overwritten at once. */
    private void prepend(double[][] triangle) {
        for (int p = 0; p < size; p++) {
            double scale = Double.NEGATIVE_INFINITY;
            for (int q = p; q < size; q++) {
                scale = Math.max(scale, Math.log(Math.abs(triangle[p][q])) + logs[q]);
            }
            double[] row = new double[size];
            if (scale != Double.NEGATIVE_INFINITY) {
                for (int q = p; q < size; q++) {
                    if (triangle[p][q] != 0) {
                        Vectors.add(row, triangle[p][q] * Math.exp(logs[q] - scale), rows[q]);
                    }
                }
                double norm = Vectors.norm(row);
                scale += Math.log(norm);
                if (norm > 0) {
                    Vectors.divide(row, norm);
                }
            }
            rows[p] = row;
            logs[p] = scale;
        }
    }

    /**
     * Finds the singular values of rows {@code from} to where the scale has fallen too far; returns the row after them.
     *
     * <p>What follows is so much smaller that it does not change these, nor these what follows: its part in the columns
     * of these rows is rotated away without a trace.
     */
    private int solve(int from, double[] values) {
        double largest = logs[from];
        for (int p = from; p < size; p++) {
            largest = Math.max(largest, logs[p]);
        }
        if (largest == Double.NEGATIVE_INFINITY || Double.isNaN(largest)) {
            Arrays.fill(values, from, size, largest);
            return size;
        }
        int until = from;
        while (until < size && logs[until] > largest - GROUP) {
            until++;
        }
        if (until == from) {
            // The rows are not graded: take all that are left, and lose the smallest.
            until = size;
        }
        double[][] group = new double[until - from][];
        for (int p = from; p < until; p++) {
            double scale = Math.exp(logs[p] - largest);
            group[p - from] = Arrays.stream(rows[p]).map(x -> x * scale).toArray();
        }
        double[] found = SingularValues.of(group);
        for (int p = from; p < until; p++) {
            values[p] = largest + Math.log(found[p - from]);
        }
        return until;
    }
}
