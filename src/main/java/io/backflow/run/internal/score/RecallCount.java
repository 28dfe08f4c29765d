// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.score;

import io.backflow.result.internal.Metric;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Counts what the last steps of sequences recall. */
final class RecallCount {

    private final int steps;
    private long sequences;
    private long stepsRight;
    private long sequencesRight;

    /** @param steps how many steps recall; 0 counts nothing */
    RecallCount(int steps) {
        this.steps = steps;
    }

    /**
     * Adds a batch.
     *
     * @param labels one-hot, [miniBatch, classes, time]
     * @param output [miniBatch, classes, time]; the class with the largest output is the answer
     * @param mask [miniBatch, time], 1 up to the end of each sequence; null if all have all steps
     */
    void add(INDArray labels, INDArray output, @Nullable INDArray mask) {
        if (steps == 0) {
            return;
        }
        int[][] truths = labels.argMax(1).toIntMatrix();
        int[][] answers = output.argMax(1).toIntMatrix();
        for (int row = 0; row < truths.length; row++) {
            int end = mask == null ? truths[row].length : end(mask, row);
            int right = 0;
            for (int step = end - steps; step < end; step++) {
                right += truths[row][step] == answers[row][step] ? 1 : 0;
            }
            sequences++;
            stepsRight += right;
            sequencesRight += right == steps ? 1 : 0;
        }
    }

    private static int end(INDArray mask, int row) {
        int end = (int) mask.size(1);
        while (mask.getFloat(row, end - 1) == 0f) {
            end--;
        }
        return end;
    }

    /** Returns the share of sequences whose recalled steps are all right; NaN if none was counted. */
    double sequencesRight() {
        return (double) sequencesRight / sequences;
    }

    /** Adds the figures, if there is anything to recall. */
    void addTo(Map<String, Double> figures) {
        if (steps > 0) {
            figures.put(Metric.RECALL_ACCURACY.key(), (double) stepsRight / (sequences * steps));
            figures.put("sequencesRight", sequencesRight());
        }
    }
}
