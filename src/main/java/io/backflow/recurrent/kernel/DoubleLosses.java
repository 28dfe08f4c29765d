package io.backflow.recurrent.kernel;

import java.util.Arrays;

/** The losses of {@link OutputLoss} on {@code double[]}: each turns outputs into derivatives in place and returns the loss in double. */
final class DoubleLosses {

    private DoubleLosses() {}

    static double crossEntropy(double[] p, double[] labels, double clip, double[] weight, int rows, int columns) {
        double loss = 0;
        for (int r = 0; r < rows; r++) {
            int from = r * columns;
            double w = weight[r];
            if (w == 0) {
                Arrays.fill(p, from, from + columns, 0);
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

    static double binaryCrossEntropy(double[] p, double[] labels, double clip, double[] weight, int rows, int columns) {
        double loss = 0;
        for (int r = 0; r < rows; r++) {
            int from = r * columns;
            double w = weight[r];
            if (w == 0) {
                Arrays.fill(p, from, from + columns, 0);
                continue;
            }
            for (int j = from; j < from + columns; j++) {
                double c = clipped(p[j], clip);
                double l = labels[j];
                loss -= w * (l * Math.log(c) + (1 - l) * Math.log(1 - c));
                // Deeplearning4j clips the probability in the loss but not in the slope of the logistic function.
                p[j] = c == p[j] ? w * (c - l) : w * (c - l) / (c * (1 - c)) * (p[j] * (1 - p[j]));
            }
        }
        return loss;
    }

    static double squaredError(double[] y, double[] labels, double[] weight, int rows, int columns) {
        double loss = 0;
        for (int r = 0; r < rows; r++) {
            int from = r * columns;
            double w = weight[r];
            if (w == 0) {
                Arrays.fill(y, from, from + columns, 0);
                continue;
            }
            double squares = 0;
            for (int j = from; j < from + columns; j++) {
                double difference = y[j] - labels[j];
                squares += difference * difference;
                y[j] = 2 * w * difference / columns;
            }
            loss += w * squares / columns;
        }
        return loss;
    }

    private static double clipped(double p, double clip) {
        return Math.max(clip, Math.min(1 - clip, p));
    }
}
