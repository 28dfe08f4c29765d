// SPDX-License-Identifier: Apache-2.0
package io.backflow.statistics.internal;

/**
 * Student's t distribution with a whole number of degrees of freedom.
 *
 * <p>{@code P(|T| <= t)} is a finite sum in {@code theta = atan(t / sqrt(n))}: Abramowitz and Stegun (1964), 26.7.3 for
 * odd n and 26.7.4 for even n.
 */
public final class StudentT {

    private StudentT() {}

    /** Returns the t with {@code P(|T| <= t) = level}, to within a relative error of 1e-12. */
    public static double quantile(double level, int degreesOfFreedom) {
        double low = 0;
        double high = 1;
        while (within(high, degreesOfFreedom) < level) {
            low = high;
            high *= 2;
        }
        while (high - low > 1e-13 * high) {
            double middle = (low + high) / 2;
            if (middle == low || middle == high) {
                break; // neighbours
            }
            if (within(middle, degreesOfFreedom) < level) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** Returns {@code P(|T| <= t)}. */
    static double within(double t, int degreesOfFreedom) {
        double theta = Math.atan(t / Math.sqrt(degreesOfFreedom));
        double cos = Math.cos(theta);
        boolean odd = degreesOfFreedom % 2 == 1;
        double term = odd ? cos : 1;
        double sum = 0;
        for (int power = odd ? 1 : 0; power <= degreesOfFreedom - 2; power += 2) {
            sum += term;
            term *= cos * cos * (power + 1) / (power + 2);
        }
        return odd ? 2 / Math.PI * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
    }
}
