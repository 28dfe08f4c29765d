// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The places of a batch that have an answer, sequence by sequence and step by step, in double. */
final class Places {

    private final int width;
    private final double[] labels;
    private final double[] outputs;
    private final double[] weights;

    /**
     * Copies a batch.
     *
     * @param labels [miniBatch, outputs] or [miniBatch, outputs, time]
     * @param output of the same shape
     * @param mask [miniBatch, time] or [miniBatch, 1]; null where all places count once
     */
    Places(INDArray labels, INDArray output, @Nullable INDArray mask) {
        this.width = (int) labels.size(1);
        this.labels = values(labels);
        this.outputs = values(output);
        this.weights = mask == null
                ? ones(this.labels.length / width)
                : mask.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double[] values(INDArray array) {
        INDArray steps = array.rank() == 3 ? array.permute(0, 2, 1) : array;
        return steps.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    }

    int count() {
        return weights.length;
    }

    int width() {
        return width;
    }

    /** How often a place counts. */
    double weight(int place) {
        return weights[place];
    }

    double label(int place, int output) {
        return labels[place * width + output];
    }

    double output(int place, int output) {
        return outputs[place * width + output];
    }

    /** The class of a place's label, the first of equal ones. */
    int trueClass(int place) {
        return largest(labels, place);
    }

    /** The class with the largest output, the first of equal ones. */
    int answer(int place) {
        return largest(outputs, place);
    }

    private int largest(double[] values, int place) {
        int best = 0;
        for (int i = 1; i < width; i++) {
            best = values[place * width + i] > values[place * width + best] ? i : best;
        }
        return best;
    }
}
