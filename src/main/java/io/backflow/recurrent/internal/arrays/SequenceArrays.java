// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arrays;

import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.kernel.SequenceReader;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A rank-3 array as a sequence, in either format and with any strides.
 *
 * <p>The arrays that our layers hand on are [time, miniBatch, size] in memory and only look like NCW or NWC; a layer of
 * ours that gets one reads it without transposing.
 */
public final class SequenceArrays {

    private SequenceArrays() {}

    public static int batch(INDArray array) {
        return Math.toIntExact(array.size(0));
    }

    public static int size(INDArray array, RNNFormat format) {
        return Math.toIntExact(array.size(format == RNNFormat.NWC ? 2 : 1));
    }

    public static int steps(INDArray array, RNNFormat format) {
        return Math.toIntExact(array.size(format == RNNFormat.NWC ? 1 : 2));
    }

    /** Throws if an input has not three dimensions, or another size than a layer takes. */
    public static void check(INDArray input, RNNFormat format, long expectedSize, String layer) {
        if (input.rank() != 3) {
            throw new DL4JInvalidInputException(
                    "A recurrent layer needs input of rank 3, got rank " + input.rank() + " " + layer);
        }
        int size = size(input, format);
        if (size != expectedSize) {
            throw new DL4JInvalidInputException("The layer has nIn = " + expectedSize + ", but the input has size "
                    + size + " in format " + format + " " + layer);
        }
    }

    /** Returns a new array in a format, time-major in memory. */
    public static INDArray create(
            LayerWorkspaceMgr workspaces,
            ArrayType use,
            Numbers<?> numbers,
            RNNFormat format,
            int steps,
            int batch,
            int size) {
        INDArray timeMajor = workspaces.createUninitialized(use, numbers.type(), new long[] {steps, batch, size}, 'c');
        return format == RNNFormat.NWC ? timeMajor.permute(1, 0, 2) : timeMajor.permute(1, 2, 0);
    }

    /** Returns a reader of an array. */
    public static <A> SequenceReader<A> reader(Numbers<A> numbers, INDArray array, RNNFormat format) {
        int sizeAxis = format == RNNFormat.NWC ? 2 : 1;
        int timeAxis = format == RNNFormat.NWC ? 1 : 2;
        return reader(numbers, array, sizeAxis, steps(array, format), array.stride(timeAxis));
    }

    /** Returns a reader of the rows of a matrix, as a sequence of one step. */
    public static <A> SequenceReader<A> rows(Numbers<A> numbers, INDArray matrix) {
        return reader(numbers, matrix, 1, 1, 0);
    }

    private static <A> SequenceReader<A> reader(
            Numbers<A> numbers, INDArray array, int sizeAxis, int steps, long timeStride) {
        int batch = batch(array);
        int size = Math.toIntExact(array.size(sizeAxis));
        long batchStride = array.stride(0);
        long sizeStride = array.stride(sizeAxis);
        Memory<A> memory = numbers.view(array);
        boolean timeMajor = (size == 1 || sizeStride == 1)
                && (batch == 1 || batchStride == size)
                && (steps == 1 || timeStride == (long) batch * size);
        if (timeMajor) {
            return new TimeMajorReader<>(memory, batch * size, steps);
        }
        return new StridedReader<>(memory, timeStride, batchStride, sizeStride, batch, size);
    }

    private record TimeMajorReader<A>(Memory<A> memory, int block, int steps) implements SequenceReader<A> {
        @Override
        public void read(int step, A into) {
            memory.get((long) step * block, into, 0, block);
        }

        @Override
        public SequenceReader<A> rows(Arithmetic<A> m, int batch, int size, int first, int count) {
            return (step, into) -> memory.get((long) step * block + (long) first * size, into, 0, count * size);
        }

        @Override
        public boolean readAll(Memory<A> into) {
            memory.copyTo(0, into, 0, (long) steps * block);
            return true;
        }

        @Override
        public Memory<A> whole() {
            return memory;
        }
    }

    private record StridedReader<A>(
            Memory<A> memory, long timeStride, long batchStride, long sizeStride, int batch, int size)
            implements SequenceReader<A> {
        @Override
        public void read(int step, A into) {
            memory.gather(step * timeStride, batchStride, sizeStride, batch, size, into);
        }

        @Override
        public SequenceReader<A> rows(Arithmetic<A> m, int all, int ofEach, int first, int count) {
            return (step, into) ->
                    memory.gather(step * timeStride + first * batchStride, batchStride, sizeStride, count, size, into);
        }
    }
}
