// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow;

import java.util.Map;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Forward and backward through one recurrent layer and a linear output with squared error, in plain loops over one
 * example at a time: the equations of the cells and their derivatives, step by step.
 */
final class NaivePass {

    private final String cell;
    private final int inputs;
    private final int n;
    private final INDArray w;
    private final INDArray r;
    private final INDArray b;
    private final INDArray out;
    private final INDArray outBias;

    final double[] hidden;
    final double[] cellState;
    final double[] injected;

    /** Takes the loss of every step that is not masked, or with a loss at the end of the sequence that one. */
    NaivePass(String cell, Map<String, INDArray> parameters, DataSet data, boolean everyStep) {
        this(cell, parameters, data, everyStep, -1);
    }

    /**
     * Squared norms are summed over the examples; then they are norms.
     *
     * @param only the step whose loss is taken; -1 for all
     */
    NaivePass(String cell, Map<String, INDArray> parameters, DataSet data, boolean everyStep, int only) {
        this.cell = cell;
        w = Objects.requireNonNull(parameters.get("0_W"));
        r = Objects.requireNonNull(parameters.get("0_RW"));
        b = Objects.requireNonNull(parameters.get("0_b"));
        out = Objects.requireNonNull(parameters.get("1_W"));
        outBias = Objects.requireNonNull(parameters.get("1_b"));
        inputs = (int) w.size(0);
        n = (int) r.size(0);
        int steps = (int) data.getFeatures().size(2);
        hidden = new double[steps];
        cellState = new double[steps];
        injected = new double[steps];
        for (int example = 0; example < data.getFeatures().size(0); example++) {
            run(data, everyStep, only, example, steps);
        }
        for (int t = 0; t < steps; t++) {
            hidden[t] = Math.sqrt(hidden[t]);
            cellState[t] = Math.sqrt(cellState[t]);
            injected[t] = Math.sqrt(injected[t]);
        }
    }

    private static boolean masked(DataSet data, int example, int t) {
        INDArray mask = data.getFeaturesMaskArray();
        return mask != null && mask.getDouble(example, t) == 0;
    }

    private void run(DataSet data, boolean everyStep, int only, int example, int steps) {
        double[][] h = new double[steps + 1][n];
        double[][] c = new double[steps + 1][n];
        double[][][] z = new double[steps][][];
        int last = -1;
        for (int t = 0; t < steps; t++) {
            if (masked(data, example, t)) {
                h[t + 1] = h[t];
                c[t + 1] = c[t];
                continue;
            }
            last = t;
            double[] x = new double[inputs];
            for (int i = 0; i < inputs; i++) {
                x[i] = data.getFeatures().getDouble(example, i, t);
            }
            z[t] = gates(x, h[t]);
            for (int u = 0; u < n; u++) {
                step(z[t], h, c, t, u);
            }
        }
        double[] fromLater = new double[n];
        double[] cFromLater = new double[n];
        for (int t = steps - 1; t >= 0; t--) {
            boolean masked = masked(data, example, t);
            boolean labelled = everyStep ? !masked && (only < 0 || t == only) : t == last;
            double[] in = labelled ? error(data.getLabels(), everyStep, example, t, h[t + 1]) : new double[n];
            double[] dh = new double[n];
            for (int u = 0; u < n; u++) {
                dh[u] = in[u] + fromLater[u];
                injected[t] += in[u] * in[u];
                hidden[t] += dh[u] * dh[u];
                cellState[t] += masked ? cFromLater[u] * cFromLater[u] : 0;
            }
            fromLater = masked ? dh : back(z[t], h, c, t, dh, cFromLater);
        }
    }

    /** The squared error is averaged over outputs. */
    private double[] error(INDArray labels, boolean everyStep, int example, int t, double[] h) {
        int outputs = (int) out.size(1);
        double[] dh = new double[n];
        for (int o = 0; o < outputs; o++) {
            double y = outBias.getDouble(o);
            for (int u = 0; u < n; u++) {
                y += h[u] * out.getDouble(u, o);
            }
            double label = everyStep ? labels.getDouble(example, o, t) : labels.getDouble(example, o);
            for (int u = 0; u < n; u++) {
                dh[u] += 2 * (y - label) / outputs * out.getDouble(u, o);
            }
        }
        return dh;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private boolean isPlain() {
        return !cell.equals("lstm") && !cell.equals("gru");
    }

    private double squash(double x) {
        return switch (cell) {
            case "relu" -> Math.max(0, x);
            case "identity" -> x;
            default -> Math.tanh(x);
        };
    }

    /** Of the activation of a plain cell, by its value. */
    private double slope(double value) {
        return switch (cell) {
            case "relu" -> value > 0 ? 1 : 0;
            case "identity" -> 1;
            default -> 1 - value * value;
        };
    }

    /** Activations by gate and unit; for GRU a fourth row with the recurrent product of the candidate. */
    private double[][] gates(double[] x, double[] h) {
        int gates = (int) w.size(1) / n;
        double[][] a = new double[gates + 1][n];
        for (int k = 0; k < gates; k++) {
            for (int u = 0; u < n; u++) {
                double input = b.getDouble(k * n + u);
                for (int i = 0; i < inputs; i++) {
                    input += x[i] * w.getDouble(i, k * n + u);
                }
                double recurrent = cell.equals("gru") ? b.getDouble((gates + k) * n + u) : 0;
                for (int j = 0; j < n; j++) {
                    recurrent += h[j] * r.getDouble(j, k * n + u);
                }
                boolean candidate = isPlain() || cell.equals(k == 0 ? "lstm" : "");
                if (cell.equals("gru") && k == 2) {
                    a[3][u] = recurrent;
                    a[2][u] = Math.tanh(input + a[0][u] * recurrent);
                } else {
                    a[k][u] = candidate ? squash(input + recurrent) : sigmoid(input + recurrent);
                }
            }
        }
        return a;
    }

    private void step(double[][] a, double[][] h, double[][] c, int t, int u) {
        switch (cell) {
            case "rnn", "relu", "identity" -> h[t + 1][u] = a[0][u];
            case "lstm" -> {
                c[t + 1][u] = a[1][u] * c[t][u] + a[3][u] * a[0][u];
                h[t + 1][u] = a[2][u] * Math.tanh(c[t + 1][u]);
            }
            default -> h[t + 1][u] = (1 - a[1][u]) * a[2][u] + a[1][u] * h[t][u];
        }
    }

    /** Returns what dL/dh of the step before gets from this step. */
    private double[] back(double[][] a, double[][] h, double[][] c, int t, double[] dh, double[] dcFromLater) {
        double[] before = new double[n];
        for (int u = 0; u < n; u++) {
            if (isPlain()) {
                spread(before, 0, u, dh[u] * slope(a[0][u]));
            } else if (cell.equals("lstm")) {
                double squashed = Math.tanh(c[t + 1][u]);
                double dc = dh[u] * a[2][u] * (1 - squashed * squashed) + dcFromLater[u];
                cellState[t] += dc * dc;
                dcFromLater[u] = dc * a[1][u];
                spread(before, 0, u, dc * a[3][u] * (1 - a[0][u] * a[0][u]));
                spread(before, 1, u, dc * c[t][u] * a[1][u] * (1 - a[1][u]));
                spread(before, 2, u, dh[u] * squashed * a[2][u] * (1 - a[2][u]));
                spread(before, 3, u, dc * a[0][u] * a[3][u] * (1 - a[3][u]));
            } else {
                double dCandidate = dh[u] * (1 - a[1][u]) * (1 - a[2][u] * a[2][u]);
                before[u] += dh[u] * a[1][u];
                spread(before, 2, u, dCandidate * a[0][u]);
                spread(before, 1, u, dh[u] * (h[t][u] - a[2][u]) * a[1][u] * (1 - a[1][u]));
                spread(before, 0, u, dCandidate * a[3][u] * a[0][u] * (1 - a[0][u]));
            }
        }
        return before;
    }

    private void spread(double[] before, int gate, int unit, double dz) {
        for (int j = 0; j < n; j++) {
            before[j] += dz * r.getDouble(j, gate * n + unit);
        }
    }
}
