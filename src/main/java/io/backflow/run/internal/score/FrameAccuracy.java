// SPDX-License-Identifier: Apache-2.0
package io.backflow.run.internal.score;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The accuracy of steps that have any number of labels: {@code TP / (TP + FP + FN)} with the counts summed over all
 * labelled steps, and a label predicted where its probability is at least one half.
 *
 * @see <a href="https://ismir2009.ismir.net/proceedings/PS2-21.pdf">Bay, Ehmann and Downie (2009), "Evaluation of
 *     multiple-F0 estimation and tracking systems", equation 1</a>
 */
public final class FrameAccuracy {

    private static final double HALF = 0.5;

    private long right;
    private long wrong;
    private long missed;

    /**
     * Adds a batch.
     *
     * @param labels 0 or 1, [miniBatch, labels, time]
     * @param output probabilities of the same shape
     * @param mask [miniBatch, time]; a step of mask 0 does not count; null where all do
     */
    public void add(INDArray labels, INDArray output, @Nullable INDArray mask) {
        double[] asked = values(labels);
        double[] given = values(output);
        double[] weights = mask == null ? new double[0] : values(mask);
        int steps = (int) labels.size(2);
        int outputs = (int) labels.size(1);
        for (int i = 0; i < asked.length; i++) {
            int step = i / (outputs * steps) * steps + i % steps;
            if (weights.length == 0 || weights[step] != 0) {
                count(asked[i] >= HALF, given[i] >= HALF);
            }
        }
    }

    private void count(boolean asked, boolean given) {
        right += asked && given ? 1 : 0;
        wrong += given && !asked ? 1 : 0;
        missed += asked && !given ? 1 : 0;
    }

    private static double[] values(INDArray array) {
        return array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
    }

    /** Adds the figure {@code frameAccuracy}; nothing where no label was asked or given. */
    public void addTo(Map<String, Double> figures) {
        long all = right + wrong + missed;
        if (all > 0) {
            figures.put("frameAccuracy", (double) right / all);
        }
    }
}
