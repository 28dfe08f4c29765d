package io.backflow.flow.jacobian;

import io.backflow.recurrent.internal.kernel.OpenBlas;

/**
 * The eigenvalue of largest modulus of a dense matrix: all of them by LAPACK where OpenBLAS is loaded, else by {@link HessenbergQr}.
 *
 * <p>They are the eigenvalues of a matrix within rounding errors of the given one, which is the best that can be asked where they are
 * sensitive: a Jordan block of size n moves them by {@code 1e-16^(1/n)}.
 */
final class SpectralRadius {

    /**
     * Largest rounding error beside the radius with which it counts as settled. An eigenvalue moves by its condition number times as much:
     * one of condition 10,000 is then still right to 0.01.
     */
    static final double MOST_ROUNDING = 1e-6;

    private static final int TWICE = 64;
    private static final double MOST_MOVED = 1e-3;
    private static final int ROUNDINGS = 16;

    private static final boolean LAPACK = OpenBlas.isAvailable(SpectralRadius.class.getClassLoader());

    private SpectralRadius() {}

    /**
     * Returns the radius of an assembled matrix. Up to a size of {@value #TWICE}, where that costs next to nothing, it is taken a second time with
     * rounding errors added, and has not settled if they move it: which tells what is known of the radius of a product far from normal.
     */
    static Estimate of(Assembled matrix) {
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
     * Returns whether rounding leaves a radius alone: whether {@code size} roundings of the matrix's norm are at most {@value #MOST_ROUNDING}
     * of it. A radius of 0 comes from zeros in the matrix, not from small numbers.
     */
    static boolean isSettled(double radius, double norm, int size) {
        return radius == 0 || size * Math.ulp(1.0) * norm <= MOST_ROUNDING * radius;
    }

    /**
     * Returns the natural logarithm of the spectral radius: negative infinity if it is 0, NaN if the matrix holds a NaN or infinite value
     * or the iteration does not end.
     *
     * @param matrix by rows or by columns, {@code size x size}; overwritten
     */
    static double log(double[] matrix, int size) {
        return Math.log(largest(matrix, size).modulus());
    }

    /** Returns the eigenvalue; {@link Eigenvalue#NONE} where {@link #log} is NaN. */
    static Eigenvalue largest(double[] matrix, int size) {
        for (double x : matrix) {
            if (!Double.isFinite(x)) {
                return Eigenvalue.NONE;
            }
        }
        return LAPACK
                ? OpenBlas.eigenvalues(matrix, size)
                        .map(SpectralRadius::largest)
                        .orElse(Eigenvalue.NONE)
                : HessenbergQr.largest(matrix, size);
    }

    private static Eigenvalue largest(double[][] eigenvalues) {
        Eigenvalue largest = Eigenvalue.ZERO;
        for (int i = 0; i < eigenvalues[0].length; i++) {
            largest = largest.orLarger(eigenvalues[0][i], eigenvalues[1][i]);
        }
        return largest;
    }
}
