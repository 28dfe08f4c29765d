// SPDX-License-Identifier: Apache-2.0
package io.backflow.audit.internal;

import io.backflow.gradient.GradientBlock;
import io.backflow.linalg.internal.Vectors;
import io.backflow.model.internal.LossProbe;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * What differences of the loss say of the gradient of one block.
 *
 * <p>The slope along the gradient itself has to be its norm. Along a random direction of signs, of length 1, an error e
 * of the gradient shows as e's component, whose square is |e|^2 / n on average over directions: so a few directions
 * estimate the error of all n elements, at two losses each.
 *
 * @param norm L2 norm of the gradient
 * @param factor the gradient's norm over the slope along it: 1 if it is right, not a number if it is 0
 * @param error estimate of the gradient's error, as a share of the larger of the gradient and the true one
 * @param errorWithoutFactor the same of the gradient divided by its factor
 * @param uncertainty how far the estimates may be off for the rounding of the loss, as the same share
 */
record BlockCheck(double norm, double factor, double error, double errorWithoutFactor, double uncertainty) {

    private static final int DIRECTIONS = 2;

    /** What is small enough to look no closer: a quarter of what counts as wrong. */
    static final double AGREEMENT = 2.5e-7;

    /** What is so far off, as a share of the gradient, is wrong whatever another direction shows. */
    private static final double CLEAR = 1e-2;

    /** The first step, as a share of the parameters' norm; of elements of 0.05, where they are near 0. */
    private static final double STEP = 1e-3;

    private static final double LEAST_ELEMENT = 5e-2;

    /** Checks a block of the gradient that the probe has in its view. */
    static BlockCheck of(LossProbe probe, GradientBlock block, double[] gradient) {
        Shifted shifted = new Shifted(probe, block);
        int n = gradient.length;
        double norm = Vectors.norm(gradient);
        double step = firstStep(shifted);
        Slope along = norm > 0 ? slope(shifted, scaled(gradient, 1 / norm), step, norm, norm) : new Slope(0, 0);
        SplittableRandom random = new SplittableRandom(block.path().hashCode());
        double factor = norm / along.value();
        double[] measured = {};
        double[] expected = {};
        double uncertainty = 0;
        boolean clear = false;
        for (int i = 0; i < DIRECTIONS && !clear; i++) {
            double[] direction = signs(n, random);
            double slopeOfGradient = Vectors.dot(gradient, direction);
            Slope slope = slope(shifted, direction, step, slopeOfGradient, norm / Math.sqrt(n));
            measured = with(measured, slope.value());
            expected = with(expected, slopeOfGradient);
            uncertainty = Math.max(uncertainty, Math.sqrt(n) * slope.uncertainty());
            double off = spread(measured, scaled(expected, 1 / factor), n);
            clear = off > CLEAR * norm && uncertainty < CLEAR * off;
        }
        double size = Math.max(norm, spread(measured, new double[measured.length], n));
        double unit = size > 0 ? size : 1;
        double error = Math.max(spread(measured, expected, n), Math.abs(norm - along.value())) / unit;
        double left = spread(measured, scaled(expected, 1 / factor), n) / Math.max(Math.abs(along.value()), 1e-300);
        return new BlockCheck(norm, factor, error, left, Math.max(uncertainty, along.uncertainty()) / unit);
    }

    private static double[] with(double[] values, double another) {
        double[] more = Arrays.copyOf(values, values.length + 1);
        more[values.length] = another;
        return more;
    }

    /** Returns how far a block is moved at first. */
    static double firstStep(Shifted shifted) {
        double[] start = shifted.start();
        return STEP * Math.max(Vectors.norm(start), LEAST_ELEMENT * Math.sqrt(start.length));
    }

    private static Slope slope(Shifted shifted, double[] direction, double step, double expected, double size) {
        return Slope.of(distance -> shifted.lossAt(direction, distance), step, expected, AGREEMENT * size);
    }

    /** Returns the estimated norm of what two gradients of n elements differ by, from slopes along a few directions. */
    private static double spread(double[] a, double[] b, int n) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(n * sum / a.length);
    }

    static double[] scaled(double[] a, double factor) {
        double[] scaled = a.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }

    /** Returns a random direction of length 1. */
    static double[] signs(int n, SplittableRandom random) {
        double[] direction = new double[n];
        double element = 1 / Math.sqrt(n);
        for (int i = 0; i < n; i++) {
            direction[i] = random.nextBoolean() ? element : -element;
        }
        return direction;
    }
}
