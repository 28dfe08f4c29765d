// SPDX-License-Identifier: Apache-2.0
package io.backflow.model.internal;

import org.nd4j.linalg.api.buffer.DataType;

/**
 * How finely a floating-point type can tell values apart.
 *
 * @param bits bits of the significand, the hidden one included
 * @param minExponent exponent of the smallest normal value
 * @param max largest finite value
 */
record Precision(int bits, int minExponent, double max) {

    static Precision of(DataType type) {
        return switch (type) {
            case DOUBLE -> new Precision(53, Double.MIN_EXPONENT, Double.MAX_VALUE);
            case FLOAT -> new Precision(24, Float.MIN_EXPONENT, Float.MAX_VALUE);
            case HALF -> new Precision(11, -14, 65504.0);
            case BFLOAT16 -> new Precision(8, Float.MIN_EXPONENT, 0x1.FEp127);
            default -> throw new IllegalArgumentException("The array must have a floating-point type, got " + type);
        };
    }

    /** Returns the largest relative error of a normal value that is rounded to this type. */
    double roundoff() {
        return Math.scalb(1.0, -bits);
    }

    /** Returns the largest value of this type that is not over a value of at least 0. */
    double floor(double value) {
        if (value >= max) {
            return max;
        }
        // Steps between neighbours are a power of 2, so dividing and multiplying by one is exact.
        double step = Math.scalb(1.0, Math.max(Math.getExponent(value), minExponent) - (bits - 1));
        return Math.floor(value / step) * step;
    }
}
