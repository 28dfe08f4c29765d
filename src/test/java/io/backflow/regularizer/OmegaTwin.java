// SPDX-License-Identifier: Apache-2.0
package io.backflow.regularizer;

import io.backflow.recurrent.BackwardPass;
import io.backflow.recurrent.BackwardTrace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** The definition, in plain loops over pairs of a step and an example. */
final class OmegaTwin {
    static final int UNITS = 4;

    /** Central differences with a step of 1e-5: truncation near 1e-10 of a number near 1. */
    private static final double DIFFERENCE_STEP = 1e-5;

    private final List<double[][]> considered = new ArrayList<>();
    final int counted;
    final int pairs;

    OmegaTwin(BackwardPass pass, DataSet data, boolean masked, double share) {
        this(pass, data, masked, share, null);
    }

    /** Of a tanh layer whose dL/dz is clipped, so that it is told from dL/dh and the states. */
    static OmegaTwin clipped(BackwardPass pass, DataSet data, boolean masked, double share) {
        return new OmegaTwin(
                pass, data, masked, share, pass.trace().activations().orElseThrow());
    }

    private static double[] through(double[] dh, BackwardTrace.StepActivations states, int t, int b) {
        double[] h = states.example(BackwardTrace.StepActivations.STATE, t, b);
        return IntStream.range(0, UNITS)
                .mapToDouble(i -> dh[i] * (1 - h[i] * h[i]))
                .toArray();
    }

    private OmegaTwin(
            BackwardPass pass,
            DataSet data,
            boolean masked,
            double share,
            BackwardTrace.@Nullable StepActivations slopes) {
        BackwardTrace.StepErrors errors = pass.trace().errors().orElseThrow();
        int count = 0;
        for (int t = pass.trace().firstStep(); t < pass.trace().steps(); t++) {
            for (int b = 0; b < pass.trace().miniBatch(); b++) {
                if (masked && data.getFeaturesMaskArray().getDouble(b, t) == 0) {
                    continue;
                }
                count++;
                double[] dh = errors.example(BackwardTrace.StepErrors.STATE, t, b);
                double squares =
                        Arrays.stream(dh).map(e -> e / share * (e / share)).sum();
                if (squares >= 1e-20) {
                    considered.add(new double[][] {
                        dh, slopes == null ? errors.example("hidden", t, b) : through(dh, slopes, t, b)
                    });
                }
            }
        }
        pairs = count;
        counted = considered.size();
    }

    double omega(double[][] r) {
        double sum = 0;
        for (double[][] pair : considered) {
            double through = 0;
            double error = 0;
            for (int i = 0; i < UNITS; i++) {
                double v = 0;
                for (int j = 0; j < UNITS; j++) {
                    v += pair[1][j] * r[i][j];
                }
                through += v * v;
                error += pair[0][i] * pair[0][i];
            }
            sum += Math.pow(through / error - 1, 2);
        }
        return counted == 0 ? 0 : sum / counted;
    }

    INDArray gradient(double[][] r) {
        double[][] derivative = new double[UNITS][UNITS];
        for (int i = 0; i < UNITS; i++) {
            for (int j = 0; j < UNITS; j++) {
                double value = r[i][j];
                r[i][j] = value + DIFFERENCE_STEP;
                double up = omega(r);
                r[i][j] = value - DIFFERENCE_STEP;
                derivative[i][j] = (up - omega(r)) / (2 * DIFFERENCE_STEP);
                r[i][j] = value;
            }
        }
        return Nd4j.create(derivative);
    }
}
