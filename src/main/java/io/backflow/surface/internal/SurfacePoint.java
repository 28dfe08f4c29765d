// SPDX-License-Identifier: Apache-2.0
package io.backflow.surface.internal;

/**
 * A point of an error surface.
 *
 * @param w recurrent weight
 * @param b bias
 * @param error E, of the one sequence that there is
 * @param byW dE/dw
 * @param byB dE/db
 */
public record SurfacePoint(double w, double b, double error, double byW, double byB) {

    /** Returns the L2 norm of the gradient. */
    public double gradientNorm() {
        return Math.hypot(byW, byB);
    }
}
