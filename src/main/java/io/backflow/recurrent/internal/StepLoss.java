// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal;

import java.util.Locale;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.RnnLossLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The loss of one time step: what an output layer hands down of it. */
final class StepLoss {

    private StepLoss() {}

    /**
     * Returns the derivative of one step's loss by an output layer's input, which is that of the whole loss with 0 at
     * all other steps, because such a layer takes each step by itself. A layer without time steps has one loss, which
     * is returned as it is.
     *
     * @param whole derivative of the whole loss
     * @throws IndexOutOfBoundsException if there is no such step
     */
    static INDArray of(Layer output, INDArray whole, int step) {
        if (whole.rank() == 2) {
            return whole;
        }
        boolean timeLast = timeIsLast(output);
        long steps = whole.size(timeLast ? 2 : 1);
        if (step < 0 || step >= steps) {
            throw new IndexOutOfBoundsException(
                    String.format(Locale.ROOT, "The step must be between 0 and %d, got %d", steps - 1, step));
        }
        INDArrayIndex[] at = indices(timeLast ? 2 : 1, step);
        INDArray only = Nd4j.zeros(whole.dataType(), whole.shape());
        only.put(at, whole.get(at));
        return only;
    }

    /** Returns the part of a sequence at one step. */
    static INDArray at(INDArray whole, int timeAxis, int step) {
        return whole.get(indices(timeAxis, step));
    }

    private static INDArrayIndex[] indices(int timeAxis, int step) {
        return timeAxis == 2
                ? new INDArrayIndex[] {NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.point(step)}
                : new INDArrayIndex[] {NDArrayIndex.all(), NDArrayIndex.point(step), NDArrayIndex.all()};
    }

    /** Returns whether an output layer has a loss at every time step. */
    static boolean hasSteps(Layer output) {
        org.deeplearning4j.nn.conf.layers.Layer conf = output.conf().getLayer();
        return conf instanceof RnnLossLayer || conf instanceof RnnOutputLayer;
    }

    /** Deeplearning4j reads a missing format as NWC in these layers. */
    static boolean timeIsLast(Layer output) {
        org.deeplearning4j.nn.conf.layers.Layer conf = output.conf().getLayer();
        if (conf instanceof RnnLossLayer loss) {
            return loss.getRnnDataFormat() == RNNFormat.NCW;
        }
        return ((RnnOutputLayer) conf).getRnnDataFormat() == RNNFormat.NCW;
    }
}
