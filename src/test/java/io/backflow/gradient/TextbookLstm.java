// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The LSTM of the textbooks, element by element, on weights that it takes from a flat array by the names of a layout's
 * blocks: it computes what DL4J computes only if each name is that of its gate.
 *
 * <pre>{@code
 * a = tanh(x W_candidate + h RW_candidate + b_candidate)
 * f, o, i = sigmoid(x W_forget + h RW_forget + b_forget), likewise output and input
 * c' = f c + i a
 * h' = o tanh(c')
 * }</pre>
 *
 * @see <a href="https://arxiv.org/abs/1503.04069">Greff et al. (2015), LSTM: A Search Space Odyssey, section II</a>
 */
public record TextbookLstm(GradientLayout layout, INDArray flat, String w, String rw, String b) {

    /** Returns the hidden state [unit][time] for one sequence [input][time]. */
    public double[][] run(double[][] x) {
        int units = TestNetworks.UNITS;
        int steps = x[0].length;
        double[][] states = new double[units][steps];
        double[] h = new double[units];
        double[] c = new double[units];
        for (int t = 0; t < steps; t++) {
            double[] next = new double[units];
            for (int unit = 0; unit < units; unit++) {
                double candidate = Math.tanh(sum("candidate", unit, x, t, h));
                double forget = sigmoid(sum("forget", unit, x, t, h));
                double output = sigmoid(sum("output", unit, x, t, h));
                double input = sigmoid(sum("input", unit, x, t, h));
                c[unit] = forget * c[unit] + input * candidate;
                next[unit] = output * Math.tanh(c[unit]);
                states[unit][t] = next[unit];
            }
            h = next;
        }
        return states;
    }

    private double sum(String gate, int unit, double[][] x, int t, double[] h) {
        double sum = weight(b, gate, 1, 0, unit);
        for (int i = 0; i < x.length; i++) {
            sum += x[i][t] * weight(w, gate, x.length, i, unit);
        }
        for (int i = 0; i < h.length; i++) {
            sum += h[i] * weight(rw, gate, h.length, i, unit);
        }
        return sum;
    }

    private double weight(String parameter, String gate, int rows, int row, int unit) {
        GradientBlock block = layout.find(parameter + "/" + gate).orElseThrow();
        return flat.getDouble(block.offset() + (long) unit * rows + row);
    }

    private static double sigmoid(double x) {
        return 1.0 / (1.0 + Math.exp(-x));
    }
}
