// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import io.backflow.result.internal.Metric;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Counts what the last steps of sequences of equal length recall. */
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
     */
    void add(INDArray labels, INDArray output) {
        if (steps == 0) {
            return;
        }
        long[][] truths = recalled(labels);
        long[][] answers = recalled(output);
        for (int row = 0; row < truths.length; row++) {
            int right = 0;
            for (int step = 0; step < steps; step++) {
                right += truths[row][step] == answers[row][step] ? 1 : 0;
            }
            sequences++;
            stepsRight += right;
            sequencesRight += right == steps ? 1 : 0;
        }
    }

    private long[][] recalled(INDArray classes) {
        long time = classes.size(2);
        INDArray last = classes.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(time - steps, time));
        return last.argMax(1).reshape(classes.size(0), steps).toLongMatrix();
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
