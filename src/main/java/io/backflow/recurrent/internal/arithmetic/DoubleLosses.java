// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import java.util.Arrays;

/**
 * The losses of {@link OutputLoss} on {@code double[]}: each turns outputs into derivatives in place and returns the
 * loss in double.
 */
final class DoubleLosses {

    private DoubleLosses() {}

    static double crossEntropy(double[] p, double[] labels, double clip, RowLosses rows, int columns) {
        double loss = 0;
        for (int r = 0; r < rows.count(); r++) {
            int from = r * columns;
            double w = rows.weight[r];
            if (w == 0) {
                rows.loss[r] = 0;
                Arrays.fill(p, from, from + columns, 0);
                continue;
            }
            double ofRow = 0;
            double labelSum = 0;
            for (int j = from; j < from + columns; j++) {
                // Most labels are 0 in a one-hot row, and a logarithm is the dearest thing here.
                if (labels[j] != 0) {
                    ofRow -= w * labels[j] * Math.log(clipped(p[j], clip));
                    labelSum += labels[j];
                }
            }
            rows.loss[r] = ofRow;
            rows.labelSum[r] = labelSum;
            loss += ofRow;
            for (int j = from; j < from + columns; j++) {
                p[j] = w * (p[j] - labels[j]);
            }
        }
        return loss;
    }

    static double binaryCrossEntropy(double[] p, double[] labels, double clip, RowLosses rows, int columns) {
        double loss = 0;
        for (int r = 0; r < rows.count(); r++) {
            int from = r * columns;
            double w = rows.weight[r];
            if (w == 0) {
                rows.loss[r] = 0;
                Arrays.fill(p, from, from + columns, 0);
                continue;
            }
            double ofRow = 0;
            for (int j = from; j < from + columns; j++) {
                double c = clipped(p[j], clip);
                double l = labels[j];
                ofRow -= w * (timesLog(l, c) + timesLog(1 - l, 1 - c));
                // Deeplearning4j clips the probability in the loss but not in the slope of the logistic function.
                p[j] = c == p[j] ? w * (c - l) : w * (c - l) / (c * (1 - c)) * (p[j] * (1 - p[j]));
            }
            rows.loss[r] = ofRow;
            loss += ofRow;
        }
        return loss;
    }

    static double squaredError(double[] y, double[] labels, RowLosses rows, int columns) {
        double loss = 0;
        for (int r = 0; r < rows.count(); r++) {
            int from = r * columns;
            double w = rows.weight[r];
            if (w == 0) {
                rows.loss[r] = 0;
                Arrays.fill(y, from, from + columns, 0);
                continue;
            }
            double squares = 0;
            for (int j = from; j < from + columns; j++) {
                double difference = y[j] - labels[j];
                squares += difference * difference;
                y[j] = 2 * w * difference / columns;
            }
            rows.loss[r] = w * squares / columns;
            loss += rows.loss[r];
        }
        return loss;
    }

    /** Returns {@code a log b}, where 0 log 0 is 0: without clipping a probability may be just 0 or 1. */
    private static double timesLog(double a, double b) {
        return a == 0 ? 0 : a * Math.log(b);
    }

    private static double clipped(double p, double clip) {
        return Math.max(clip, Math.min(1 - clip, p));
    }
}
