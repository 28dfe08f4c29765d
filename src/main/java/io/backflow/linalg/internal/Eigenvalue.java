// SPDX-License-Identifier: Apache-2.0
package io.backflow.linalg.internal;

/**
 * A complex eigenvalue.
 *
 * @param re its real part
 * @param im its imaginary part
 */
record Eigenvalue(double re, double im) {

    static final Eigenvalue ZERO = new Eigenvalue(0, 0);

    /** That of a matrix which has none that can be told. */
    static final Eigenvalue NONE = new Eigenvalue(Double.NaN, Double.NaN);

    double modulus() {
        return StrictMath.hypot(re, im);
    }

    /** Returns another one if its modulus is larger than ours. */
    Eigenvalue orLarger(double otherRe, double otherIm) {
        return StrictMath.hypot(otherRe, otherIm) > modulus() ? new Eigenvalue(otherRe, otherIm) : this;
    }
}
