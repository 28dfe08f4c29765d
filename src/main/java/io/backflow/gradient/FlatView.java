package io.backflow.gradient;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Walks over a model's flat array, tile by tile, without copying the whole of it.
 *
 * <p>A loop over a {@code float[]} is compiled to far better code than one over off-heap memory, so each tile is copied to
 * a small array that stays in the first-level cache. Arrays on another backend or of another type (half, bfloat16) go
 * through ND4J, slower and as doubles.
 */
public abstract class FlatView {

    private static final int TILE = 2048;

    private final Precision precision;

    private FlatView(DataType type) {
        this.precision = Precision.of(type);
    }

    /** Looks at, or edits, one tile. A model has only one of the two types. */
    public interface Visitor {

        /** Visits elements 0 to {@code count - 1}; returns whether it changed any of them. */
        boolean visit(float[] tile, int count);

        /** Visits elements 0 to {@code count - 1}; returns whether it changed any of them. */
        boolean visit(double[] tile, int count);
    }

    /**
     * Returns a view of a flat array, such as {@code Model.getGradientsViewArray()}; what is edited is the array itself.
     *
     * @throws IllegalArgumentException if more than one dimension is larger than 1: the elements have no one order then,
     *     and ND4J would copy some of these arrays where a view is needed
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
            return new Floats(new FloatPointer(flat.data().pointer()));
        }
        if (direct && flat.dataType() == DataType.DOUBLE) {
            return new Doubles(new DoublePointer(flat.data().pointer()));
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

    /** Visits a range in order, and writes back the tiles that the visitor changed. */
    public final void visit(long offset, long length, Visitor visitor) {
        for (long done = 0; done < length; done += TILE) {
            visitTile(offset + done, (int) Math.min(TILE, length - done), visitor);
        }
    }

    /** Visits one tile of at most {@link #TILE} elements. */
    abstract void visitTile(long offset, int count, Visitor visitor);

    private static final class Floats extends FlatView {
        private final FloatPointer pointer;
        private final float[] tile = new float[TILE];

        Floats(FloatPointer pointer) {
            super(DataType.FLOAT);
            this.pointer = pointer;
        }

        @Override
        void visitTile(long offset, int count, Visitor visitor) {
            pointer.position(offset).get(tile, 0, count);
            if (visitor.visit(tile, count)) {
                pointer.put(tile, 0, count);
            }
        }
    }

    private static final class Doubles extends FlatView {
        private final DoublePointer pointer;
        private final double[] tile = new double[TILE];

        Doubles(DoublePointer pointer) {
            super(DataType.DOUBLE);
            this.pointer = pointer;
        }

        @Override
        void visitTile(long offset, int count, Visitor visitor) {
            pointer.position(offset).get(tile, 0, count);
            if (visitor.visit(tile, count)) {
                pointer.put(tile, 0, count);
            }
        }
    }

    private static final class Others extends FlatView {
        private final INDArray flat;

        Others(INDArray flat) {
            super(flat.dataType());
            this.flat = flat;
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
