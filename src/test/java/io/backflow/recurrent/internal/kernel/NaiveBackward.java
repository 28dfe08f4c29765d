// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.kernel;

import io.backflow.recurrent.internal.arithmetic.Activation;
import io.backflow.recurrent.internal.cell.Cell;
import io.backflow.recurrent.internal.cell.GruCell;
import io.backflow.recurrent.internal.cell.LstmCell;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** The backward pass of the cells once more, one number at a time, straight from the chain rule. */
final class NaiveBackward {

    private final Cell cell;
    private final int inputs;
    private final int units;
    private final int gates;
    private final NaiveCell.Parameters p;

    /** What is done to an example's dL/dh, and to the dL/dz of all its gates. */
    UnaryOperator<double[]> onHidden = UnaryOperator.identity();

    UnaryOperator<double[]> onPreActivations = UnaryOperator.identity();

    final double[] inputGradient;
    final double[] recurrentGradient;

    NaiveBackward(Cell cell, int inputs, int units, NaiveCell.Parameters p) {
        this.cell = cell;
        this.inputs = inputs;
        this.units = units;
        this.gates = cell.gates().size();
        this.p = p;
        inputGradient = new double[inputs * gates * units];
        recurrentGradient = new double[units * gates * units];
    }

    /** What one example went through: activations of the gates, then h and c before and after each step. */
    private final class Forward {
        final double[][] gates;
        final double[][] recurrentCandidate;
        final double[][] h;
        final double[][] c;

        Forward(int steps) {
            gates = new double[steps][NaiveBackward.this.gates * units];
            recurrentCandidate = new double[steps][units];
            h = new double[steps + 1][units];
            c = new double[steps + 1][units];
        }
    }

    /** The errors of one example: dL/dh, dL/dc and dL/dz of all gates at each step. */
    static final class Errors {
        final double[][] dh;
        final double[][] dc;
        final double[][] dz;
        final double[][] dzRecurrent;

        Errors(int steps, int units, int columns) {
            dh = new double[steps][units];
            dc = new double[steps][units];
            dz = new double[steps][columns];
            dzRecurrent = new double[steps][columns];
        }
    }

    /** Runs one example forward and back down to step {@code first}, and adds to the gradients. */
    Errors run(double[][] x, double[][] injected, boolean[] maskedSteps, int first) {
        int steps = x.length;
        Forward f = forward(x, maskedSteps);
        Errors e = new Errors(steps, units, gates * units);
        double[] dhNext = new double[units];
        double[] dcNext = new double[units];
        for (int t = steps - 1; t >= first; t--) {
            double[] dh = dhNext.clone();
            if (maskedSteps[t]) {
                e.dh[t] = dh;
                e.dc[t] = dcNext.clone();
                continue;
            }
            for (int u = 0; u < units; u++) {
                dh[u] += injected[t][u];
            }
            dh = onHidden.apply(dh);
            double[] dhBefore = new double[units];
            step(f, e, t, dh, dcNext, dhBefore);
            for (int i = 0; i < units; i++) {
                for (int j = 0; j < gates * units; j++) {
                    dhBefore[i] += p.r[j * units + i] * e.dzRecurrent[t][j];
                    recurrentGradient[j * units + i] += f.h[t][i] * e.dzRecurrent[t][j];
                }
            }
            for (int i = 0; i < inputs; i++) {
                for (int j = 0; j < gates * units; j++) {
                    inputGradient[j * inputs + i] += x[t][i] * e.dz[t][j];
                }
            }
            dhNext = dhBefore;
        }
        return e;
    }

    private Forward forward(double[][] x, boolean[] maskedSteps) {
        int steps = x.length;
        Forward f = new Forward(steps);
        for (int t = 0; t < steps; t++) {
            f.h[t + 1] = f.h[t].clone();
            f.c[t + 1] = f.c[t].clone();
            if (!maskedSteps[t]) {
                for (int k = 0; k < gates; k++) {
                    for (int u = 0; u < units; u++) {
                        f.gates[t][k * units + u] = activation(f, x[t], t, k, u);
                    }
                }
                new NaiveCell(cell, inputs, units).step(p, x[t], f.h[t + 1], f.c[t + 1]);
            }
        }
        return f;
    }

    private double activation(Forward f, double[] x, int t, int k, int u) {
        int j = k * units + u;
        double in = p.bias[j];
        double rec = 0;
        for (int i = 0; i < inputs; i++) {
            in += x[i] * p.w[j * inputs + i];
        }
        for (int i = 0; i < units; i++) {
            rec += f.h[t][i] * p.r[j * units + i];
        }
        if (cell instanceof GruCell && k == 2) {
            rec += p.bias[3 * units + u];
            f.recurrentCandidate[t][u] = rec;
            rec *= f.gates[t][u];
        }
        return NaiveCell.apply(cell.activations().get(k), in + rec);
    }

    private void step(Forward f, Errors e, int t, double[] dh, double[] dcNext, double[] dhBefore) {
        double[] dz = new double[gates * units];
        double[] dc = new double[units];
        for (int u = 0; u < units; u++) {
            if (cell instanceof LstmCell) {
                double squashed = Math.tanh(f.c[t + 1][u]);
                dc[u] = dh[u] * gate(f, t, 2, u) * (1 - squashed * squashed) + dcNext[u];
                dz[u] = dc[u] * gate(f, t, 3, u);
                dz[units + u] = dc[u] * f.c[t][u];
                dz[2 * units + u] = dh[u] * squashed;
                dz[3 * units + u] = dc[u] * gate(f, t, 0, u);
                dcNext[u] = dc[u] * gate(f, t, 1, u);
            } else if (cell instanceof GruCell) {
                double update = gate(f, t, 1, u);
                dhBefore[u] = dh[u] * update;
                dz[2 * units + u] = dh[u] * (1 - update);
                dz[units + u] = dh[u] * (f.h[t][u] - gate(f, t, 2, u));
                dz[u] = dz[2 * units + u] * slope(2, gate(f, t, 2, u)) * f.recurrentCandidate[t][u];
            } else {
                dz[u] = dh[u];
            }
        }
        for (int j = 0; j < dz.length; j++) {
            dz[j] *= slope(j / units, f.gates[t][j]);
        }
        dz = onPreActivations.apply(dz);
        e.dh[t] = dh;
        e.dc[t] = dc;
        e.dz[t] = dz;
        e.dzRecurrent[t] = dz.clone();
        for (int u = 0; u < units && cell instanceof GruCell; u++) {
            e.dzRecurrent[t][2 * units + u] *= gate(f, t, 0, u);
        }
    }

    private double gate(Forward f, int t, int k, int u) {
        return f.gates[t][k * units + u];
    }

    private double slope(int k, double y) {
        return switch (cell.activations().get(k)) {
            case IDENTITY -> 1;
            case TANH -> 1 - y * y;
            case SIGMOID -> y * (1 - y);
            default -> throw new AssertionError(Arrays.toString(Activation.values()));
        };
    }
}
