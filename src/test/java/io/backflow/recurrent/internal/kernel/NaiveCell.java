// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import io.backflow.recurrent.internal.cell.PeepholeLstmCell;
import io.backflow.recurrent.internal.cell.SimpleRnnCell;

/** The cells once more, one number at a time, straight from the equations. */
public final class NaiveCell {

    private final Cell cell;
    private final int inputs;
    private final int units;

    public NaiveCell(Cell cell, int inputs, int units) {
        this.cell = cell;
        this.inputs = inputs;
        this.units = units;
    }

    /** Weights W [inputs][gates x units], R [units][gates x units], and biases. */
    public static final class Parameters {
        final double[] w;
        final double[] r;
        final double[] bias;

        public Parameters(double[] w, double[] r, double[] bias) {
            this.w = w;
            this.r = r;
            this.bias = bias;
        }

        Parameters copy() {
            return new Parameters(w.clone(), r.clone(), bias.clone());
        }
    }

    /** Moves h and c of one example one step on. */
    public void step(Parameters p, double[] x, double[] h, double[] c) {
        int gates = cell.gates().size();
        double[] in = new double[gates * units];
        double[] rec = new double[gates * units];
        for (int j = 0; j < gates * units; j++) {
            for (int i = 0; i < inputs; i++) {
                in[j] += x[i] * p.w[j * inputs + i];
            }
            for (int i = 0; i < units; i++) {
                rec[j] += h[i] * p.r[j * units + i];
            }
        }
        for (int u = 0; u < units; u++) {
            if (cell instanceof SimpleRnnCell rnn) {
                h[u] = apply(rnn.activation(), in[u] + rec[u] + p.bias[u]);
            } else if (cell instanceof LstmCell lstm) {
                double candidate = apply(lstm.activation(), in[u] + rec[u] + p.bias[u]);
                double forget = gate(lstm.gateActivation(), in, rec, p.bias, units + u);
                double output = gate(lstm.gateActivation(), in, rec, p.bias, 2 * units + u);
                double input = gate(lstm.gateActivation(), in, rec, p.bias, 3 * units + u);
                c[u] = forget * c[u] + input * candidate;
                h[u] = output * apply(lstm.activation(), c[u]);
            } else if (cell instanceof PeepholeLstmCell lstm) {
                double candidate = apply(lstm.activation(), in[u] + rec[u] + p.bias[u]);
                double seenByForget = p.bias[4 * units + u] * c[u];
                double seenByInput = p.bias[6 * units + u] * c[u];
                int j = units + u;
                double forget = apply(lstm.gateActivation(), in[j] + rec[j] + p.bias[j] + seenByForget);
                j = 3 * units + u;
                double input = apply(lstm.gateActivation(), in[j] + rec[j] + p.bias[j] + seenByInput);
                c[u] = forget * c[u] + input * candidate;
                j = 2 * units + u;
                double seenByOutput = p.bias[5 * units + u] * c[u];
                double output = apply(lstm.gateActivation(), in[j] + rec[j] + p.bias[j] + seenByOutput);
                h[u] = output * apply(lstm.activation(), c[u]);
            } else if (cell instanceof GruCell gru) {
                double reset = gate(gru.gateActivation(), in, rec, p.bias, u);
                double update = gate(gru.gateActivation(), in, rec, p.bias, units + u);
                int j = 2 * units + u;
                double candidate =
                        apply(gru.activation(), in[j] + p.bias[j] + reset * (rec[j] + p.bias[3 * units + u]));
                h[u] = (1 - update) * candidate + update * h[u];
            } else {
                throw new AssertionError(cell);
            }
        }
    }

    private static double gate(Activation f, double[] in, double[] rec, double[] bias, int j) {
        return apply(f, in[j] + rec[j] + bias[j]);
    }

    static double apply(Activation f, double x) {
        return switch (f) {
            case IDENTITY -> x;
            case TANH -> Math.tanh(x);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case RELU -> x > 0 ? x : 0;
            case HARD_TANH -> x > 1 ? 1 : x < -1 ? -1 : x;
            case HARD_SIGMOID -> {
                double y = 0.2 * x + 0.5;
                yield y > 1 ? 1 : y < 0 ? 0 : y;
            }
        };
    }
}
