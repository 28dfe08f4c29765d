// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.layer;

import io.backflow.recurrent.internal.kernel.StepMask;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the feature masks of one layer: [miniBatch, time], 0 where a step is masked, anything else where it is not. */
final class Masks {

    private static final Logger log = LoggerFactory.getLogger(Masks.class);

    private boolean saidFraction;

    @Nullable
    StepMask masked(INDArray mask, int batch, int steps, String layer) {
        if (mask.rank() != 2 || mask.size(0) != batch || mask.size(1) != steps) {
            throw new DL4JInvalidInputException("The mask of a recurrent layer must have shape [" + batch + ", " + steps
                    + "], got " + java.util.Arrays.toString(mask.shape()) + " " + layer);
        }
        float[][] present = mask.castTo(DataType.FLOAT).toFloatMatrix();
        boolean[][] masked = new boolean[steps][batch];
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < steps; t++) {
                masked[t][b] = present[b][t] == 0;
                if (present[b][t] != 0 && present[b][t] != 1 && !saidFraction) {
                    saidFraction = true;
                    log.warn(
                            "The feature mask has {}, which counts as 1: a step is masked or it is not {}",
                            present[b][t],
                            layer);
                }
            }
        }
        return StepMask.of(masked);
    }
}
