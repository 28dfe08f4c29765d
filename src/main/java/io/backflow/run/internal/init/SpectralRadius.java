package io.backflow.run.internal.init;

import io.backflow.model.internal.InDouble;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The largest modulus of a square matrix's eigenvalues, by Gelfand's formula: the limit of {@code ||A^m||^(1/m)}.
 *
 * <p>With m = 2^40, reached by 40 squarings, what the norm says of A^m beside its eigenvalues is divided by 1e12 in the
 * logarithm; a rounding error of the j-th squaring by 2^j. Unlike the power method it does not mind that a real
 * matrix's largest eigenvalues mostly are a complex pair.
 */
final class SpectralRadius {

    private static final int SQUARINGS = 40;

    private SpectralRadius() {}

    /** Returns the radius, to about 1e-10 of itself; 0 if a power of the matrix is 0. */
    static double of(double[][] matrix) {
        INDArray power = Nd4j.create(matrix).castTo(DataType.DOUBLE);
        double logRadius = 0.0;
        double share = 1.0;
        for (int i = 0; i <= SQUARINGS; i++) {
            double norm = InDouble.norm2(power);
            if (norm == 0.0) {
                return 0.0;
            }
            // The power is kept at norm 1, since neither 0.9^m nor 1.1^m is a number that a double holds.
            logRadius += share * Math.log(norm);
            power.divi(norm);
            power = power.mmul(power);
            share /= 2;
        }
        return Math.exp(logRadius);
    }
}
