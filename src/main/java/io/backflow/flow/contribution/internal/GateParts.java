// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.contribution.internal;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The parts of one gate's gradient, {@code G_k = H_{k-1}' D_k} of H and D [miniBatch, units], known by their norms and
 * by their products with the total, without G_k itself where that is the longer way.
 *
 * <pre>{@code
 * ||G_k||^2 = sum over b, b' of (H H')_bb' (D D')_bb'      from the two Gram matrices [miniBatch, miniBatch]
 * <G_k, G>  = sum over b of h_b G d_b'                     for all k by one product H G
 * }</pre>
 */
final class GateParts {

    private final int batch;
    private final int units;
    private final int steps;
    private final double[] states;
    private final double[] errors;

    /**
     * Makes parts.
     *
     * @param states H, row-major [steps, miniBatch, units]
     * @param errors D, likewise
     */
    GateParts(int steps, int batch, int units, double[] states, double[] errors) {
        this.steps = steps;
        this.batch = batch;
        this.units = units;
        this.states = states;
        this.errors = errors;
    }

    /** Returns the sum of all parts, [units, units]. */
    INDArray sum() {
        return matrix(states).transpose().mmul(matrix(errors));
    }

    private INDArray matrix(double[] rows) {
        return Nd4j.createFromArray(rows).reshape('c', (long) steps * batch, units);
    }

    /** Returns {@code <G_k, total>} by step. */
    double[] productsWith(INDArray total) {
        double[] image = matrix(states).mmul(total).dup('c').data().asDouble();
        double[] products = new double[steps];
        int size = batch * units;
        for (int k = 0; k < steps; k++) {
            double sum = 0;
            for (int i = k * size; i < (k + 1) * size; i++) {
                sum += image[i] * errors[i];
            }
            products[k] = sum;
        }
        return products;
    }

    /** Returns {@code ||G_k||} by step. */
    double[] norms() {
        double[] norms = new double[steps];
        double[] h = new double[batch * units];
        double[] d = new double[batch * units];
        for (int k = 0; k < steps; k++) {
            double scale = scaled(states, k, h) * scaled(errors, k, d);
            norms[k] = scale == 0 ? 0 : scale * Math.sqrt(batch < units ? gramSquares(h, d) : directSquares(h, d));
        }
        return norms;
    }

    /** Copies a step's block over its largest element, which it returns, so that no square vanishes. */
    private static double scaled(double[] from, int step, double[] to) {
        double largest = 0;
        int offset = step * to.length;
        for (int i = 0; i < to.length; i++) {
            largest = Math.max(largest, Math.abs(from[offset + i]));
        }
        for (int i = 0; i < to.length; i++) {
            to[i] = from[offset + i] / largest;
        }
        return largest;
    }

    private double gramSquares(double[] h, double[] d) {
        double sum = 0;
        for (int a = 0; a < batch; a++) {
            sum += dot(h, a, a) * dot(d, a, a);
            for (int b = 0; b < a; b++) {
                sum += 2 * dot(h, a, b) * dot(d, a, b);
            }
        }
        // A part that cancels out between the examples may round to below 0.
        return sum < 0 ? 0 : sum;
    }

    private double dot(double[] rows, int a, int b) {
        double even = 0;
        double odd = 0;
        int i = a * units;
        int j = b * units;
        for (int u = 0; u + 1 < units; u += 2) {
            even += rows[i + u] * rows[j + u];
            odd += rows[i + u + 1] * rows[j + u + 1];
        }
        return units % 2 == 0 ? even + odd : even + odd + rows[i + units - 1] * rows[j + units - 1];
    }

    private double directSquares(double[] h, double[] d) {
        double sum = 0;
        double[] row = new double[units];
        for (int i = 0; i < units; i++) {
            java.util.Arrays.fill(row, 0);
            for (int b = 0; b < batch; b++) {
                double x = h[b * units + i];
                for (int j = 0; j < units; j++) {
                    row[j] += x * d[b * units + j];
                }
            }
            for (int j = 0; j < units; j++) {
                sum += row[j] * row[j];
            }
        }
        return sum;
    }
}
