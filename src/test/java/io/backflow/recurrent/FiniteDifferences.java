// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent;

import java.util.function.DoubleSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Central differences in double. */
final class FiniteDifferences {

    /** Truncation error about step^2, rounding about 1e-16 / step: both near 1e-10 here. */
    private static final double STEP = 1e-5;

    private FiniteDifferences() {}

    /** Returns the derivative of {@code f} by every element of a vector that {@code f} depends on. */
    static INDArray of(INDArray vector, DoubleSupplier f) {
        return of(vector, 0, vector.length(), f);
    }

    static INDArray of(INDArray vector, long from, long to, DoubleSupplier f) {
        INDArray flat = vector.reshape(vector.length());
        INDArray derivative = Nd4j.zeros(vector.dataType(), flat.length());
        for (long i = from; i < to; i++) {
            double value = flat.getDouble(i);
            flat.putScalar(i, value + STEP);
            double up = f.getAsDouble();
            flat.putScalar(i, value - STEP);
            double down = f.getAsDouble();
            flat.putScalar(i, value);
            derivative.putScalar(i, (up - down) / (2 * STEP));
        }
        return derivative;
    }

    /** Returns the derivative by the first of every so many elements. */
    static INDArray every(int stride, INDArray vector, DoubleSupplier f) {
        long count = (vector.length() + stride - 1) / stride;
        INDArray derivative = Nd4j.zeros(vector.dataType(), count);
        for (long i = 0; i < count; i++) {
            derivative.putScalar(i, of(vector, i * stride, i * stride + 1, f).getDouble(i * stride));
        }
        return derivative;
    }

    /** Returns ||a - b|| / ||b||. */
    static double relativeError(INDArray a, INDArray b) {
        double norm = b.norm2Number().doubleValue();
        return a.reshape(a.length()).sub(b.reshape(b.length())).norm2Number().doubleValue() / Math.max(norm, 1e-12);
    }
}
