package io.backflow.recurrent.kernel;

import java.util.Arrays;

/** The losses of {@link OutputLoss} on {@code float[]}: each turns outputs into derivatives in place and returns the loss in double. */
final class FloatLosses {

    private FloatLosses() {}

    static double crossEntropy(float[] p, float[] labels, float clip, double[] weight, int rows, int columns) {
        double loss = 0;
        for (int r = 0; r < rows; r++) {
            int from = r * columns;
            float w = (float) weight[r];
            if (w == 0) {
                Arrays.fill(p, from, from + columns, 0f);
                continue;
            }
            for (int j = from; j < from + columns; j++) {
                // Most labels are 0 in a one-hot row, and a logarithm is the dearest thing here.
                if (labels[j] != 0) {
                    loss -= w * labels[j] * Math.log(clipped(p[j], clip));
                }
            }
            for (int j = from; j < from + columns; j++) {
                p[j] = w * (p[j] - labels[j]);
            }
        }
        return loss;
    }

    static double binaryCrossEntropy(float[] p, float[] labels, float clip, double[] weight, int rows, int columns) {
        double loss = 0;
        for (int r = 0; r < rows; r++) {
            int from = r * columns;
            float w = (float) weight[r];
            if (w == 0) {
                Arrays.fill(p, from, from + columns, 0f);
                continue;
            }
            for (int j = from; j < from + columns; j++) {
                float c = clipped(p[j], clip);
                float l = labels[j];
                loss -= w * (l * Math.log(c) + (1 - l) * Math.log(1 - c));
                // Deeplearning4j clips the probability in the loss but not in the slope of the logistic function.
                p[j] = c == p[j] ? w * (c - l) : w * (c - l) / (c * (1 - c)) * (p[j] * (1 - p[j]));
            }
        }
        return loss;
    }

    static double squaredError(float[] y, float[] labels, double[] weight, int rows, int columns) {
        double loss = 0;
        for (int r = 0; r < rows; r++) {
            int from = r * columns;
            float w = (float) weight[r];
            if (w == 0) {
                Arrays.fill(y, from, from + columns, 0f);
                continue;
            }
            double squares = 0;
            for (int j = from; j < from + columns; j++) {
                float difference = y[j] - labels[j];
                squares += (double) difference * difference;
                y[j] = 2 * w * difference / columns;
            }
            loss += w * squares / columns;
        }
        return loss;
    }

    private static float clipped(float p, float clip) {
        return Math.max(clip, Math.min(1 - clip, p));
    }
}
