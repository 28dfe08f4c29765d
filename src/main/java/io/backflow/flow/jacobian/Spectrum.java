// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian;

import java.util.List;

/**
 * The largest singular value of a matrix, and what else of its spectrum was asked for; as decimal logarithms, since
 * those of products over hundreds of steps do not fit a double. Negative infinity stands for 0.
 *
 * @param log10Sigma of the largest singular value; NaN if the matrix holds a NaN or infinite value
 * @param log10Radius of the spectral radius; NaN also if it was not asked for. If it did not converge the best value
 *     known, which may be too small or, far from normal, too large
 * @param log10SingularValues of all singular values, from the largest down, if the matrix was assembled; else empty.
 *     Each is exact to about the rounding error of a step times the number of steps, but for those of a block,
 *     {@link JacobianRecord.JacobianPath#CELL} and {@link JacobianRecord.JacobianPath#HIDDEN}: they are rounding below
 *     about 1e-15 times the largest
 * @param iterations pairs of products that the largest singular value took; 0 if the matrix was assembled
 * @param sigmaConverged whether the tolerance was met; if not, the value is a lower bound, and close to it
 * @param hasRadius whether the spectral radius was asked for
 * @param radiusConverged whether the spectral radius is right to the tolerance: that of a matrix within rounding errors
 *     of this one, each at most 1e-6 of the radius, or, iterated, within the square of the tolerance; false if it was
 *     not asked for
 */
public record Spectrum(
        double log10Sigma,
        double log10Radius,
        List<Double> log10SingularValues,
        int iterations,
        boolean sigmaConverged,
        boolean hasRadius,
        boolean radiusConverged) {

    /** Copies the list. */
    public Spectrum {
        log10SingularValues = List.copyOf(log10SingularValues);
    }

    /** Returns the largest singular value itself, 0 or infinity if it does not fit a double. */
    public double sigma() {
        return Math.pow(10, log10Sigma);
    }

    /** Returns the spectral radius itself, 0 or infinity if it does not fit a double. */
    public double radius() {
        return Math.pow(10, log10Radius);
    }
}
