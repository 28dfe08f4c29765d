// SPDX-License-Identifier: Apache-2.0
package io.backflow.flow.jacobian.internal;

import io.backflow.recurrent.internal.arithmetic.Activation;

/** Slopes of the activation functions, told from their outputs as the backward pass tells them. */
final class Slopes {

    private static final double HARD_SIGMOID_SLOPE = 0.2;

    private Slopes() {}

    /** Returns {@code f'(x)} where {@code y = f(x)}. */
    static double at(Activation f, double y) {
        return switch (f) {
            case IDENTITY -> 1;
            case TANH -> 1 - y * y;
            case SIGMOID -> y * (1 - y);
            // Written so that a NaN is not silenced.
            case RELU -> y <= 0 ? 0 : y < Double.POSITIVE_INFINITY ? 1 : Double.NaN;
            case HARD_TANH -> y <= -1 || y >= 1 ? 0 : 1 + 0 * y;
            case HARD_SIGMOID -> y <= 0 || y >= 1 ? 0 : HARD_SIGMOID_SLOPE + 0 * y;
        };
    }

    /** Returns gamma, the least upper bound of {@code |f'|}. */
    static double bound(Activation f) {
        return switch (f) {
            case IDENTITY, TANH, RELU, HARD_TANH -> 1;
            case SIGMOID -> 0.25;
            case HARD_SIGMOID -> HARD_SIGMOID_SLOPE;
        };
    }

    /** Returns {@code f(x)}. */
    static double value(Activation f, double x) {
        return switch (f) {
            case IDENTITY -> x;
            case TANH -> Math.tanh(x);
            case SIGMOID -> 1 / (1 + Math.exp(-x));
            case RELU -> Math.max(0, x);
            case HARD_TANH -> Math.min(1, Math.max(-1, x));
            case HARD_SIGMOID -> Math.min(1, Math.max(0, HARD_SIGMOID_SLOPE * x + 0.5));
        };
    }
}
