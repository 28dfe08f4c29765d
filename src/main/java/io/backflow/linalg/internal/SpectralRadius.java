// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

/**
 * The spectral radius of a dense matrix, which is the largest modulus of its eigenvalues, from all of them.
 *
 * <p>They are the eigenvalues of a matrix within rounding errors of the given one, which is the best that can be asked
 * where they are sensitive: a Jordan block of size n moves them by {@code 1e-16^(1/n)}. There are two ways to them:
 *
 * <ul>
 *   <li>{@link #of(Assembled)} and {@link #largest} take LAPACK, which is four to five times faster. Its last bits
 *       depend on the kernels that OpenBLAS has for the processor. Measurements take this one, as all that they measure
 *       depends on that BLAS.
 *   <li>{@link #reproducible} takes {@link HessenbergQr}, which is Java and gives the same bits everywhere. Initial
 *       weights take this one, as a seed must give the same network on every machine.
 * </ul>
 *
 * <p>The limit of {@code ||A^m||^(1/m)} by repeated squaring is shorter than both, but a power of a far from normal
 * matrix has lost its eigenvalues to the rounding of its norm. Nor does commons-math's EigenDecomposition serve, which
 * DL4J brings: on products of Jacobians with columns of 0, as of LSTM with relu, it does not converge.
 */
public final class SpectralRadius {

    /**
     * Largest rounding error beside the radius with which it counts as settled. An eigenvalue moves by its condition
     * number times as much: one of condition 10,000 is then still right to 0.01.
     */
    static final double MOST_ROUNDING = 1e-6;

    private static final int TWICE = 64;
    private static final double MOST_MOVED = 1e-3;
    private static final int ROUNDINGS = 16;

    private SpectralRadius() {}

    /**
     * Returns the radius of an assembled matrix. Up to a size of {@value #TWICE}, where that costs next to nothing, it
     * is taken a second time with rounding errors added, and has not settled if they move it: which tells what is known
     * of the radius of a product far from normal.
     */
    public static Estimate of(Assembled matrix) {
        int size = matrix.columns().length;
        double radius = largest(matrix.columnMajor(), size).modulus();
        boolean settled = isSettled(radius, matrix.norm(), size)
                && (size > TWICE || Math.abs(disturbed(matrix.columnMajor(), size) - radius) <= MOST_MOVED * radius);
        return new Estimate(matrix.log() + Math.log(radius), 0, settled);
    }

    private static double disturbed(double[] matrix, int size) {
        double[] random = Vectors.start(matrix.length);
        for (int i = 0; i < matrix.length; i++) {
            matrix[i] *= 1 + Math.copySign(ROUNDINGS * Math.ulp(1.0), random[i]);
        }
        return largest(matrix, size).modulus();
    }

    /**
     * Returns whether rounding leaves a radius alone: whether {@code size} roundings of the matrix's norm are at most
     * {@value #MOST_ROUNDING} of it. A radius of 0 comes from zeros in the matrix, not from small numbers.
     */
    static boolean isSettled(double radius, double norm, int size) {
        return radius == 0 || size * Math.ulp(1.0) * norm <= MOST_ROUNDING * radius;
    }

    /**
     * Returns the spectral radius, the same bits on every machine.
     *
     * @param rows of a square matrix of finite elements
     * @throws ArithmeticException if the iteration does not end, or an element is not finite
     */
    public static double reproducible(double[][] rows) {
        double[] matrix = Vectors.concatenated(rows);
        double radius = Vectors.isFinite(matrix)
                ? HessenbergQr.largest(matrix, rows.length).modulus()
                : Double.NaN;
        if (Double.isNaN(radius)) {
            throw new ArithmeticException("The eigenvalues of a matrix of size " + rows.length + " were not found");
        }
        return radius;
    }

    /**
     * Returns the eigenvalue of largest modulus; {@link Eigenvalue#NONE} if the matrix holds a NaN or infinite value or
     * the iteration does not end.
     *
     * @param matrix by rows or by columns, {@code size x size}; overwritten
     */
    static Eigenvalue largest(double[] matrix, int size) {
        return Vectors.isFinite(matrix)
                ? Lapack.eigenvalues(matrix, size).map(SpectralRadius::largest).orElse(Eigenvalue.NONE)
                : Eigenvalue.NONE;
    }

    private static Eigenvalue largest(double[][] eigenvalues) {
        Eigenvalue largest = Eigenvalue.ZERO;
        for (int i = 0; i < eigenvalues[0].length; i++) {
            largest = largest.orLarger(eigenvalues[0][i], eigenvalues[1][i]);
        }
        return largest;
    }
}
