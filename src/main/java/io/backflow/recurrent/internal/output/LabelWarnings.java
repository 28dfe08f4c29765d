// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.output;

import io.backflow.recurrent.internal.arithmetic.OutputLoss;
import io.backflow.recurrent.internal.arithmetic.OutputLoss.Kind;
import io.backflow.recurrent.internal.arithmetic.RowLosses;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once for each output layer, and of each kind, what about its labels and masks makes the loss another than one
 * may think.
 */
final class LabelWarnings {

    private static final Logger log = LoggerFactory.getLogger(LabelWarnings.class);

    /**
     * How far a row of labels may be from 1 in sum: a thousand roundings in float, far below what one example's label
     * adds.
     */
    static final double SUM_TOLERANCE = 1e-4;

    private final Supplier<String> layer;
    private boolean saidSum;
    private boolean saidFraction;
    private boolean saidUnmasked;
    private boolean saidKept;

    LabelWarnings(Supplier<String> layer) {
        this.layer = layer;
    }

    /** Looks at the labels of one time step. */
    void labels(OutputLoss loss, RowLosses rows) {
        if (saidSum || loss.kind() != Kind.SOFTMAX_MCXENT) {
            return;
        }
        for (int b = 0; b < rows.count() && !saidSum; b++) {
            if (rows.weight(b) != 0 && !(Math.abs(rows.labelSum(b) - 1) <= SUM_TOLERANCE)) {
                saidSum = true;
                log.warn(
                        "The labels of an example add up to {} where cross entropy after a softmax expects 1: "
                                + "the gradient is p - y, as Deeplearning4j takes it, "
                                + "not the derivative of the score, p sum(y) - y {}",
                        (float) rows.labelSum(b),
                        layer.get());
            }
        }
    }

    /** Looks at what a label mask weighs. */
    void weights(double @Nullable [] weights) {
        if (saidFraction || weights == null) {
            return;
        }
        for (int i = 0; i < weights.length && !saidFraction; i++) {
            if (weights[i] != 0 && weights[i] != 1) {
                saidFraction = true;
                log.warn(
                        "The label mask has a weight of {}: it weighs the loss. "
                                + "Deeplearning4j's own layer multiplies the logits as well, "
                                + "and its score is another {}",
                        (float) weights[i],
                        layer.get());
            }
        }
    }

    /** Looks at a feature mask where labels have none. */
    void unmasked(INDArray featureMask) {
        if (!saidUnmasked && featureMask.castTo(DataType.FLOAT).minNumber().doubleValue() == 0) {
            saidUnmasked = true;
            log.warn(
                    "The features are masked and the labels are not: masked time steps count in the loss, "
                            + "as in Deeplearning4j. Set a label mask if they should not {}",
                    layer.get());
        }
    }

    /** Is told of a label mask that goes to Deeplearning4j's own code. */
    void kept(INDArray labelMask) {
        if (!saidKept) {
            saidKept = true;
            log.warn(
                    "A label mask for single outputs, of shape {} here: "
                            + "such minibatches run on Deeplearning4j's own implementation {}",
                    Arrays.toString(labelMask.shape()),
                    layer.get());
        }
    }
}
