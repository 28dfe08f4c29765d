// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arrays;

import io.backflow.linalg.internal.BlasLibrary;
import io.backflow.recurrent.internal.arithmetic.Arithmetic;
import io.backflow.recurrent.internal.arithmetic.DoubleArithmetic;
import io.backflow.recurrent.internal.arithmetic.DoubleMemory;
import io.backflow.recurrent.internal.arithmetic.FloatArithmetic;
import io.backflow.recurrent.internal.arithmetic.FloatMemory;
import io.backflow.recurrent.internal.arithmetic.MatrixProduct;
import io.backflow.recurrent.internal.arithmetic.Memory;
import io.backflow.recurrent.internal.arithmetic.OpenBlas;
import io.backflow.recurrent.internal.arithmetic.PlainProduct;
import io.backflow.recurrent.internal.cell.PackedKernels;
import io.backflow.recurrent.internal.vector.VectorModule;
import java.util.function.BiFunction;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a layer computes with: the loops and products of one data type, and the way from an array's memory to the
 * engine's.
 *
 * @param panels the products of packed weights; null where the recurrent layers use the others
 * @param <A> {@code float[]} or {@code double[]}
 */
public record Numbers<A>(
        DataType type,
        Arithmetic<A> arithmetic,
        MatrixProduct<A> product,
        @Nullable PackedKernels<A> panels,
        BiFunction<Pointer, Long, Memory<A>> viewer) {

    /** Returns the numbers of a data type. */
    public static Numbers<?> of(DataType type) {
        boolean blas = BlasLibrary.isAvailable();
        return switch (type) {
            case FLOAT ->
                new Numbers<>(
                        type,
                        VectorModule.products()
                                .map(vectors -> new FloatArithmetic(vectors::reductions, vectors.softmax()))
                                .orElseGet(FloatArithmetic::new),
                        blas ? OpenBlas.FLOATS : new PlainProduct<>(),
                        VectorModule.products().orElse(null),
                        FloatMemory::view);
            case DOUBLE ->
                new Numbers<>(
                        type,
                        new DoubleArithmetic(),
                        blas ? OpenBlas.DOUBLES : new PlainProduct<>(),
                        null,
                        DoubleMemory::view);
            default -> throw new IllegalArgumentException("type must be FLOAT or DOUBLE, got " + type);
        };
    }

    /** Returns the memory of an array, from its first element to its last, shared; it keeps the array. */
    public Memory<A> view(INDArray array) {
        long last = 0;
        for (int d = 0; d < array.rank(); d++) {
            last += (array.size(d) - 1) * array.stride(d);
        }
        return viewer.apply(array.data().addressPointer(), last + 1).keeping(array);
    }

    /** Returns the memory of a matrix that is column-major without gaps; a copy of it, if it is laid out otherwise. */
    public Memory<A> columnMajor(INDArray matrix) {
        return view(isColumnMajor(matrix) ? matrix : matrix.dup('f'));
    }

    /** Returns whether a matrix is column-major without gaps. */
    static boolean isColumnMajor(INDArray matrix) {
        return (matrix.size(0) == 1 || matrix.stride(0) == 1)
                && (matrix.size(1) == 1 || matrix.stride(1) == matrix.size(0));
    }

    /** Reads a vector. */
    public A vector(INDArray vector) {
        INDArray flat = vector.reshape(vector.length());
        A values = arithmetic.block(Math.toIntExact(vector.length()));
        view(flat).gather(0, flat.stride(0), 1, Math.toIntExact(flat.length()), 1, values);
        return values;
    }
}
