// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

/** The matrix product as three loops, for hosts without OpenBLAS: right, and slow. */
public final class PlainProduct<A> implements MatrixProduct<A> {

    @Override
    public void multiply(int rows, int columns, int inner, Matrix<A> a, Matrix<A> b, double beta, Matrix<A> c) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double sum = 0;
                for (int k = 0; k < inner; k++) {
                    sum += a.memory().at(index(a, i, k)) * b.memory().at(index(b, k, j));
                }
                long target = index(c, i, j);
                c.memory().set(target, beta == 0 ? sum : sum + beta * c.memory().at(target));
            }
        }
    }

    private static long index(Matrix<?> m, int row, int column) {
        return m.offset()
                + (m.transposed() ? (long) column * m.rowLength() + row : (long) row * m.rowLength() + column);
    }
}
