package io.backflow.flow.jacobian;

/**
 * The spectral radius of a dense matrix, {@code lim ||A^m||^(1/m)} (Gelfand), with m = 2^50 by squaring 50 times.
 *
 * <p>The matrix is scaled to norm 1 before each squaring and the logarithms of the scales are summed, so that nothing vanishes or overflows.
 * Beside an eigenvalue solver this has no case of no convergence, treats complex pairs and defective matrices alike, and is a
 * dozen lines; it takes 50 products of n x n, which is little for the sizes that are assembled at all.
 */
final class SpectralRadius {

    /** The norm of the last power is left out, which is off by a factor of n to the power of 2^-50. */
    private static final int SQUARINGS = 50;

    private SpectralRadius() {}

    /**
     * Returns the natural logarithm of the spectral radius, negative infinity if it is 0.
     *
     * @param matrix row-major, {@code size x size}; overwritten
     */
    static double log(double[] matrix, int size) {
        return log(matrix, size, SQUARINGS);
    }

    /** As {@link #log(double[], int)}, exact to some {@code ln(size)} times 2 to the power of minus the squarings. */
    static double log(double[] matrix, int size, int squarings) {
        double[] a = matrix;
        double[] squared = new double[a.length];
        double log = 0;
        double exponent = 1;
        for (int i = 0; i <= squarings; i++) {
            double norm = Vectors.norm(a);
            log += exponent * Math.log(norm);
            if (!(norm > 0 && norm < Double.POSITIVE_INFINITY)) {
                return log;
            }
            Vectors.divide(a, norm);
            square(a, size, squared);
            double[] other = a;
            a = squared;
            squared = other;
            exponent /= 2;
        }
        return log;
    }

    private static void square(double[] a, int size, double[] out) {
        java.util.Arrays.fill(out, 0);
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                double x = a[i * size + k];
                for (int j = 0; j < size; j++) {
                    out[i * size + j] += x * a[k * size + j];
                }
            }
        }
    }
}
