// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal;

import io.backflow.gradient.GradientBlock;
import io.backflow.model.internal.LossProbe;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** The loss of a probe with the parameters of one block moved along a line. */
final class Shifted {

    private final LossProbe probe;
    private final INDArray range;
    private final double[] start;

    Shifted(LossProbe probe, GradientBlock block) {
        this.probe = probe;
        range = range(probe.model().params(), block);
        start = range.toDoubleVector();
    }

    /** Returns the elements of a block, a view of a flat array. */
    static INDArray range(INDArray flat, GradientBlock block) {
        return flat.reshape(flat.length()).get(NDArrayIndex.interval(block.offset(), block.offset() + block.length()));
    }

    /** Returns the values that the parameters have. */
    double[] start() {
        return start;
    }

    /** Returns the loss so far along a direction, and leaves the parameters as they were. */
    double lossAt(double[] direction, double distance) {
        move(direction, distance);
        try {
            return probe.loss();
        } finally {
            restore();
        }
    }

    /** Moves the parameters so far along a direction from where they were. */
    void move(double[] direction, double distance) {
        double[] moved = new double[start.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = start[i] + distance * direction[i];
        }
        range.assign(Nd4j.createFromArray(moved));
    }

    /** Moves the parameters back. */
    void restore() {
        range.assign(Nd4j.createFromArray(start));
    }
}
