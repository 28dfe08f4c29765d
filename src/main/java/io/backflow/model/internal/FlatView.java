// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import java.lang.ref.Reference;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.indexer.DoubleIndexer;
import org.bytedeco.javacpp.indexer.FloatIndexer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Walks over a model's flat array, tile by tile, without copying the whole of it.
 *
 * <p>A loop over a {@code float[]} is compiled to far better code than one over off-heap memory, so each tile is copied
 * to a small array that stays in the first-level cache; a sum of squares, which only reads, is taken where the data
 * are. Arrays on another backend or of another type (half, bfloat16) go through ND4J, slower and as doubles.
 */
public abstract class FlatView {

    private static final int TILE = 2048;

    /** The smallest normal float; below, a float has fewer bits. */
    private static final double SMALLEST_FLOAT = Float.MIN_NORMAL;

    private final Precision precision;
    /** Kept, since ND4J frees an array's memory once nobody refers to the array; a pointer to the memory does not. */
    private final INDArray flat;

    private FlatView(INDArray flat) {
        this.flat = flat;
        this.precision = Precision.of(flat.dataType());
    }

    /** Looks at, or edits, one tile. A model has only one of the two types. */
    public interface Visitor {

        /** Visits elements 0 to {@code count - 1}; returns whether it changed any of them. */
        boolean visit(float[] tile, int count);

        /** Visits elements 0 to {@code count - 1}; returns whether it changed any of them. */
        boolean visit(double[] tile, int count);
    }

    /**
     * Returns a view of a flat array, such as {@code Model.getGradientsViewArray()}; what is edited is the array
     * itself.
     *
     * @throws IllegalArgumentException if more than one dimension is larger than 1: the elements have no one order
     *     then, and ND4J would copy some of these arrays where a view is needed
     */
    public static FlatView of(INDArray flat) {
        if (Arrays.stream(flat.shape()).filter(size -> size > 1).count() > 1) {
            throw new IllegalArgumentException("The array must be flat, got shape " + Arrays.toString(flat.shape()));
        }
        boolean direct = Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU
                && flat.offset() == 0
                && flat.length() == flat.data().length()
                && flat.elementWiseStride() == 1;
        if (direct && flat.dataType() == DataType.FLOAT) {
            return new Floats(flat);
        }
        if (direct && flat.dataType() == DataType.DOUBLE) {
            return new Doubles(flat);
        }
        return new Others(flat.reshape(flat.length()));
    }

    /** Returns the largest relative error of a normal value that is stored in the array. */
    public final double roundoff() {
        return precision.roundoff();
    }

    /** Returns the largest value that the array can store and that is not over a value of at least 0. */
    public final double floor(double value) {
        return precision.floor(value);
    }

    /**
     * Returns the largest factor that is not over a factor of at least 0 and with which elements are multiplied in
     * their own type, several times faster than in double. The factor itself, where only double can hold it.
     */
    public double factor(double value) {
        return value;
    }

    /**
     * Returns the sum of the squares of a range, in double: for elements of at most 32 bits it is finite and correct to
     * rounding if all of them are finite. The order of the additions depends on the range alone.
     */
    public final double squares(long offset, long length) {
        try {
            double sum = 0;
            for (long done = 0; done < length; done += TILE) {
                sum += tileSquares(offset + done, (int) Math.min(TILE, length - done));
            }
            return sum;
        } finally {
            Reference.reachabilityFence(flat);
        }
    }

    /** Adds up the squares of one tile of at most {@link #TILE} elements. */
    abstract double tileSquares(long offset, int count);

    /** Visits a range in order, and writes back the tiles that the visitor changed. */
    public final void visit(long offset, long length, Visitor visitor) {
        try {
            for (long done = 0; done < length; done += TILE) {
                visitTile(offset + done, (int) Math.min(TILE, length - done), visitor);
            }
        } finally {
            Reference.reachabilityFence(flat);
        }
    }

    /** Visits one tile of at most {@link #TILE} elements. */
    abstract void visitTile(long offset, int count, Visitor visitor);

    private static final class Floats extends FlatView {
        private final FloatPointer pointer;
        private final FloatIndexer elements;
        private float @Nullable [] tile;

        Floats(INDArray flat) {
            super(flat);
            this.pointer = new FloatPointer(flat.data().pointer());
            this.elements = FloatIndexer.create(pointer);
        }

        @Override
        public double factor(double value) {
            return value >= SMALLEST_FLOAT ? floor(value) : value;
        }

        @Override
        double tileSquares(long offset, int count) {
            return Squares.of(elements, offset, count);
        }

        @Override
        void visitTile(long offset, int count, Visitor visitor) {
            float[] copy = tile == null ? new float[TILE] : tile;
            tile = copy;
            pointer.position(offset).get(copy, 0, count);
            if (visitor.visit(copy, count)) {
                pointer.put(copy, 0, count);
            }
        }
    }

    private static final class Doubles extends FlatView {
        private final DoublePointer pointer;
        private final DoubleIndexer elements;
        private double @Nullable [] tile;

        Doubles(INDArray flat) {
            super(flat);
            this.pointer = new DoublePointer(flat.data().pointer());
            this.elements = DoubleIndexer.create(pointer);
        }

        @Override
        double tileSquares(long offset, int count) {
            return Squares.of(elements, offset, count);
        }

        @Override
        void visitTile(long offset, int count, Visitor visitor) {
            double[] copy = tile == null ? new double[TILE] : tile;
            tile = copy;
            pointer.position(offset).get(copy, 0, count);
            if (visitor.visit(copy, count)) {
                pointer.put(copy, 0, count);
            }
        }
    }

    private static final class Others extends FlatView {
        private final INDArray flat;

        Others(INDArray flat) {
            super(flat);
            this.flat = flat;
        }

        @Override
        double tileSquares(long offset, int count) {
            double sum = 0;
            INDArray range = flat.get(NDArrayIndex.interval(offset, offset + count));
            for (double value : range.castTo(DataType.DOUBLE).dup().data().asDouble()) {
                sum += value * value;
            }
            return sum;
        }

        @Override
        void visitTile(long offset, int count, Visitor visitor) {
            INDArray range = flat.get(NDArrayIndex.interval(offset, offset + count));
            double[] tile = range.castTo(DataType.DOUBLE).dup().data().asDouble();
            if (visitor.visit(tile, count)) {
                range.assign(Nd4j.createFromArray(tile).castTo(flat.dataType()));
            }
        }
    }
}
