// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

import java.util.Arrays;

/**
 * The losses of {@link OutputLoss} on {@code float[]}: each turns outputs into derivatives in place and returns the
 * loss in double.
 */
final class FloatLosses {

    private FloatLosses() {}

    static double crossEntropy(float[] p, float[] labels, float clip, RowLosses rows, int columns) {
        double loss = 0;
        for (int r = 0; r < rows.count(); r++) {
            int from = r * columns;
            float w = (float) rows.weight[r];
            if (w == 0) {
                rows.loss[r] = 0;
                Arrays.fill(p, from, from + columns, 0f);
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

    static double binaryCrossEntropy(float[] p, float[] labels, float clip, RowLosses rows, int columns) {
        double loss = 0;
        for (int r = 0; r < rows.count(); r++) {
            int from = r * columns;
            float w = (float) rows.weight[r];
            if (w == 0) {
                rows.loss[r] = 0;
                Arrays.fill(p, from, from + columns, 0f);
                continue;
            }
            double ofRow = 0;
            for (int j = from; j < from + columns; j++) {
                float c = clipped(p[j], clip);
                float l = labels[j];
                ofRow -= w * (timesLog(l, c) + timesLog(1 - l, 1 - c));
                // Deeplearning4j clips the probability in the loss but not in the slope of the logistic function.
                p[j] = c == p[j] ? w * (c - l) : w * (c - l) / (c * (1 - c)) * (p[j] * (1 - p[j]));
            }
            rows.loss[r] = ofRow;
            loss += ofRow;
        }
        return loss;
    }

    static double squaredError(float[] y, float[] labels, RowLosses rows, int columns) {
        double loss = 0;
        for (int r = 0; r < rows.count(); r++) {
            int from = r * columns;
            float w = (float) rows.weight[r];
            if (w == 0) {
                rows.loss[r] = 0;
                Arrays.fill(y, from, from + columns, 0f);
                continue;
            }
            double squares = 0;
            for (int j = from; j < from + columns; j++) {
                float difference = y[j] - labels[j];
                squares += (double) difference * difference;
                y[j] = 2 * w * difference / columns;
            }
            rows.loss[r] = w * squares / columns;
            loss += rows.loss[r];
        }
        return loss;
    }

    /** Returns {@code a log b}, where 0 log 0 is 0: without clipping a probability may be just 0 or 1. */
    private static double timesLog(float a, float b) {
        return a == 0 ? 0 : a * Math.log(b);
    }

    private static float clipped(float p, float clip) {
        return Math.max(clip, Math.min(1 - clip, p));
    }
}
