// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import java.util.Random;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Random sequences, the same for the same seed on every machine. */
public final class Sequences {

    private Sequences() {}

    static INDArray numbers(DataType type, long seed, RNNFormat format, int batch, int size, int steps) {
        Random random = new Random(seed);
        INDArray array = Nd4j.create(type, batch, size, steps);
        for (int b = 0; b < batch; b++) {
            for (int s = 0; s < size; s++) {
                for (int t = 0; t < steps; t++) {
                    array.putScalar(new int[] {b, s, t}, random.nextGaussian());
                }
            }
        }
        return format == RNNFormat.NWC ? array.permute(0, 2, 1).dup('c') : array;
    }

    static INDArray oneHot(DataType type, long seed, RNNFormat format, int batch, int size, int steps) {
        Random random = new Random(seed);
        INDArray array = Nd4j.create(type, batch, size, steps);
        for (int b = 0; b < batch; b++) {
            for (int t = 0; t < steps; t++) {
                array.putScalar(new int[] {b, random.nextInt(size), t}, 1);
            }
        }
        return format == RNNFormat.NWC ? array.permute(0, 2, 1).dup('c') : array;
    }

    public static DataSet regression(Trainee.Plan plan, int batch, int outputs, int steps) {
        return new DataSet(
                numbers(plan.type(), 1, plan.format(), batch, plan.inputs(), steps),
                numbers(plan.type(), 2, plan.format(), batch, outputs, steps));
    }

    static DataSet classification(Trainee.Plan plan, int batch, int classes, int steps) {
        return new DataSet(
                numbers(plan.type(), 1, plan.format(), batch, plan.inputs(), steps),
                oneHot(plan.type(), 2, plan.format(), batch, classes, steps));
    }

    /** Returns a mask of three or more examples: none (null), left, right, interior, or all steps of one example. */
    static @Nullable INDArray mask(DataType type, String shape, int batch, int steps) {
        if (shape.equals("none")) {
            return null;
        }
        INDArray mask = Nd4j.ones(type, batch, steps);
        int example = shape.equals("right") ? batch - 1 : 0;
        int from = shape.equals("right") ? steps / 2 : shape.equals("interior") ? steps / 3 : 0;
        int to = shape.equals("right") ? steps : shape.equals("interior") ? 2 * steps / 3 : steps / 2;
        for (int t = from; t < to; t++) {
            mask.putScalar(example, t, 0);
        }
        return mask;
    }
}
