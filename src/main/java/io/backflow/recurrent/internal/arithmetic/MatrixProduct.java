// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

/**
 * The matrix product {@code C = op(A) op(B) + beta C} on row-major matrices.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public interface MatrixProduct<A> {

    /** One operand: where its first number is, how far apart its rows are, and whether it is taken transposed. */
    record Matrix<A>(Memory<A> memory, long offset, int rowLength, boolean transposed) {

        /** Returns a row-major matrix as it is. */
        public static <A> Matrix<A> rows(Memory<A> memory, long offset, int rowLength) {
            return new Matrix<>(memory, offset, rowLength, false);
        }

        /** Returns the transpose of a row-major matrix; a column-major matrix, in other words. */
        public static <A> Matrix<A> transposed(Memory<A> memory, long offset, int rowLength) {
            return new Matrix<>(memory, offset, rowLength, true);
        }
    }

    /**
     * Multiplies.
     *
     * @param rows rows of op(A) and C
     * @param columns columns of op(B) and C
     * @param inner columns of op(A), rows of op(B)
     * @param beta 0 to overwrite C, 1 to add to it
     */
    void multiply(int rows, int columns, int inner, Matrix<A> a, Matrix<A> b, double beta, Matrix<A> c);
}
