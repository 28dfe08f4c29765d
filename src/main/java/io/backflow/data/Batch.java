// SPDX-License-Identifier: Apache-2.0
package io.backflow.data;

import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One batch while it is filled, in plain arrays that ND4J takes over in one copy each.
 *
 * <p>Arrays are in 'f' order, so that what a recurrent layer reads at one time step lies side by side.
 */
public final class Batch {

    private final SequenceData.Shape shape;
    private final int[] lengths;
    private final int time;
    private final float[] inputs;
    private final float[] targets;

    /**
     * @param lengths time steps of each row
     * @throws DataException if so many numbers do not fit in one array
     */
    public Batch(SequenceData.Shape shape, int[] lengths) {
        this.shape = shape;
        this.lengths = lengths.clone();
        this.time = Arrays.stream(lengths).max().orElseThrow();
        this.inputs = floats(lengths.length, shape.inputs(), time);
        this.targets = floats(lengths.length, shape.outputs(), shape.objective().everyStep() ? time : 1);
    }

    /** Sets one feature of one row at one time step. */
    public void input(int row, int channel, int step, float value) {
        inputs[row + lengths.length * (channel + shape.inputs() * step)] = value;
    }

    /** Sets one output that is asked of the whole sequence. */
    public void target(int row, int output, float value) {
        target(row, output, 0, value);
    }

    /** Sets one output that is asked at one time step. */
    public void target(int row, int output, int step, float value) {
        targets[row + lengths.length * (output + shape.outputs() * step)] = value;
    }

    /** Returns the batch with ND4J's arrays; masks only where the lengths differ. */
    public DataSet toDataSet() {
        long rows = lengths.length;
        INDArray features = array(inputs, new long[] {rows, shape.inputs(), time}, 'f');
        boolean everyStep = shape.objective().everyStep();
        long[] targetShape = everyStep ? new long[] {rows, shape.outputs(), time} : new long[] {rows, shape.outputs()};
        INDArray labels = array(targets, targetShape, 'f');
        INDArray mask = mask();
        return new DataSet(features, labels, mask, everyStep && mask != null ? mask.dup() : null);
    }

    private @Nullable INDArray mask() {
        if (Arrays.stream(lengths).allMatch(length -> length == time)) {
            return null;
        }
        float[] mask = new float[lengths.length * time];
        for (int row = 0; row < lengths.length; row++) {
            Arrays.fill(mask, row * time, row * time + lengths[row], 1f);
        }
        return array(mask, new long[] {lengths.length, time}, 'c');
    }

    /** Copies all at once, where {@code Nd4j.create(float[])} sets one number after another. */
    private static INDArray array(float[] values, long[] shape, char order) {
        INDArray array = Nd4j.createUninitialized(DataType.FLOAT, shape, order);
        new FloatPointer(array.data().pointer()).put(values, 0, values.length);
        return array;
    }

    private static float[] floats(int rows, int channels, int time) {
        long size = (long) rows * channels * time; // three ints, of which the data's limits keep the product in a long
        if (size > Integer.MAX_VALUE - 8) {
            throw new DataException("a batch of " + rows + " sequences of " + time + " steps with " + channels
                    + " channels does not fit in one array; choose a smaller batch or shorter sequences");
        }
        return new float[(int) size];
    }
}
