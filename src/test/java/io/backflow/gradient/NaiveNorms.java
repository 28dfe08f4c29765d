// SPDX-License-Identifier: Apache-2.0
package io.backflow.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.assertj.core.data.Offset;

/** Norms by the definition, one plain loop each. */
public final class NaiveNorms {

    /**
     * Relative tolerance between two orders of adding a few hundred doubles: each addition rounds by at most 2^-53, so
     * even 1,000 of them stay below 1.2e-13.
     */
    public static final double ORDER_OF_SUMMATION = 1e-12;

    private NaiveNorms() {}

    /** Returns the sum of the absolute values. */
    public static double l1(double[] elements) {
        double sum = 0;
        for (double element : elements) {
            sum += Math.abs(element);
        }
        return sum;
    }

    /** Returns the square root of the sum of squares. */
    public static double l2(double[] elements) {
        double sum = 0;
        for (double element : elements) {
            sum += element * element;
        }
        return Math.sqrt(sum);
    }

    /** Returns the largest absolute value. */
    public static double max(double[] elements) {
        double max = 0;
        for (double element : elements) {
            max = Math.max(max, Math.abs(element));
        }
        return max;
    }

    /** Checks all norms of finite elements that were multiplied by a factor. */
    public static void check(String what, Norms norms, double[] elements, double factor, double relativeTolerance) {
        assertThat(norms.count()).as(what + " count").isEqualTo(elements.length);
        assertThat(norms.nonFinite()).as(what + " non-finite").isZero();
        double l2 = l2(elements) * factor;
        near(what + " l1", norms.l1(), l1(elements) * factor, relativeTolerance);
        near(what + " l2", norms.l2(), l2, relativeTolerance);
        near(what + " max", norms.max(), max(elements) * factor, relativeTolerance);
        near(what + " rms", norms.rms(), l2 / Math.sqrt(elements.length), relativeTolerance);
    }

    private static void near(String what, double actual, double expected, double relativeTolerance) {
        Offset<Double> tolerance = within(expected * relativeTolerance);
        assertThat(actual).as(what).isCloseTo(expected, tolerance);
    }
}
