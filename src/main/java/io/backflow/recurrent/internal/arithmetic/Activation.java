// SPDX-License-Identifier: Apache-2.0
package io.backflow.recurrent.internal.arithmetic;

/** The activation functions of the engine, each with a slope that can be told from its output alone. */
public enum Activation {
    /** {@code y = x}. */
    IDENTITY,
    /** {@code y = tanh(x)}, slope {@code 1 - y^2}. */
    TANH,
    /** {@code y = 1 / (1 + exp(-x))}, slope {@code y (1 - y)}. */
    SIGMOID,
    /** {@code y = max(0, x)}, slope 1 where {@code y > 0}. */
    RELU,
    /** {@code y = min(1, max(-1, x))}, slope 1 where {@code |y| < 1}. */
    HARD_TANH,
    /** {@code y = min(1, max(0, 0.2 x + 0.5))}, slope 0.2 where {@code 0 < y < 1}. */
    HARD_SIGMOID;

    /** Slope of {@link #HARD_SIGMOID} between its corners, as Keras and Deeplearning4j have it. */
    static final double HARD_SIGMOID_SLOPE = 0.2;

    /** Share of the output range, at either end, in which a bounded unit counts as saturated. */
    public static final double SATURATION_MARGIN = 0.05;

    /** Returns the outputs at or beyond which a unit is saturated: {lower, upper}; infinite where nothing bounds it. */
    public double[] saturation() {
        return switch (this) {
            case TANH, HARD_TANH -> new double[] {-1 + 2 * SATURATION_MARGIN, 1 - 2 * SATURATION_MARGIN};
            case SIGMOID, HARD_SIGMOID -> new double[] {SATURATION_MARGIN, 1 - SATURATION_MARGIN};
            case RELU -> new double[] {0, Double.POSITIVE_INFINITY};
            case IDENTITY -> new double[] {Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
        };
    }
}
