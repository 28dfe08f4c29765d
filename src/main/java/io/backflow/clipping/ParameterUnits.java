// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping;

import io.backflow.clipping.ClipResult.BlockClip;
import io.backflow.clipping.internal.UnitBuffers;
import io.backflow.clipping.internal.UnitNorms;
import io.backflow.clipping.internal.UnitScaling;
import io.backflow.clipping.internal.Units;
import io.backflow.gradient.GradientBlock;
import io.backflow.model.internal.FlatView;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/**
 * The units of one parameter: the norms of each unit's gradient and weights, and ways to scale each.
 *
 * <p>A unit is a column of a weight matrix [nIn, nOut], so that each gate of each unit has one of its own, or an output
 * channel of a convolution of any kind. A bias, like every vector, is one unit as a whole. Of a gradient that a group
 * has a part of, the norms are those of the part.
 *
 * <p>Valid until the units of the same parameter are asked for again.
 */
public final class ParameterUnits {

    private final MeanGradient gradient;
    private final GradientBlock parameter;
    private final UnitBuffers buffers;

    private ParameterUnits(MeanGradient gradient, GradientBlock parameter, UnitBuffers buffers) {
        this.gradient = gradient;
        this.parameter = parameter;
        this.buffers = buffers;
    }

    /** Measures the units of a parameter's gradient, as it is now, and those of its weights. */
    static ParameterUnits measure(MeanGradient gradient, FlatView parameters, GradientBlock parameter) {
        UnitBuffers buffers = UnitBuffers.of(gradient.sum().model(), gradient.layout(), parameter);
        UnitNorms weights = buffers.weights();
        buffers.gradient().reset(gradient.norms(parameter).l2() / gradient.sum().factor());
        weights.reset(0.0);
        for (GradientBlock leaf : parameter.leaves()) {
            buffers.gradient().add(gradient.sum().view(), leaf.offset(), leaf.length());
            weights.add(parameters, leaf.offset(), leaf.length());
        }
        if (weights.isOutOfRange()) {
            weights.resetToExtreme();
            parameter.leaves().forEach(leaf -> weights.add(parameters, leaf.offset(), leaf.length()));
        }
        return new ParameterUnits(gradient, parameter, buffers);
    }

    /** Returns the number of units. */
    public int count() {
        return buffers.units().count();
    }

    /** Returns the L2 norm of a unit's gradient in the policy's scale, as it was when the units were asked for. */
    public double gradientNorm(int unit) {
        return buffers.gradient().norm(unit) * gradient.sum().factor();
    }

    /** Returns the L2 norm of a unit's weights before the update. */
    public double weightNorm(int unit) {
        return buffers.weights().norm(unit);
    }

    /**
     * Shortens the gradient of each unit whose norm is over a threshold of its own. After rounding it is at most that.
     *
     * @param maxNorm the threshold of each unit, at least 0
     * @return what was done to the parameter; empty if no unit's norm is over its threshold
     */
    public Optional<BlockClip> shorten(IntToDoubleFunction maxNorm) {
        return scale(unit -> {
            double largest = maxNorm.applyAsDouble(unit);
            double norm = gradientNorm(unit);
            return norm > largest ? gradient.bound(largest) / norm : 1.0;
        });
    }

    /**
     * Multiplies the gradient of each unit by a coefficient of its own.
     *
     * @param coefficient of each unit, at least 0; 1 leaves it alone. Rounded as in {@link MeanGradient#scale}
     * @return what was done to the parameter; empty if every coefficient is 1
     * @throws IllegalArgumentException if a coefficient is negative or NaN
     */
    public Optional<BlockClip> scale(IntToDoubleFunction coefficient) {
        double[] coefficients = buffers.coefficients();
        boolean any = false;
        double after = 0;
        for (int i = 0; i < coefficients.length; i++) {
            coefficients[i] = gradient.sum().view().factor(atLeastZero(coefficient.applyAsDouble(i)));
            after = Math.hypot(after, gradientNorm(i) * coefficients[i]);
            any |= coefficients[i] != 1.0;
        }
        return any ? Optional.of(scaled(coefficients, after)) : Optional.empty();
    }

    private BlockClip scaled(double[] coefficients, double after) {
        Units units = buffers.units();
        UnitScaling scaling = new UnitScaling(units, coefficients);
        for (GradientBlock leaf : parameter.leaves()) {
            scaling.begin(leaf.offset());
            if (units.divide(leaf.offset(), leaf.length())) {
                gradient.sum().scaleParts(leaf, scaling, buffers.ratio(leaf));
            } else {
                gradient.sum().edit(leaf, scaling);
            }
        }
        return new BlockClip(parameter.path(), gradient.norms(parameter).l2(), after, scaling.changed());
    }

    private static double atLeastZero(double coefficient) {
        if (!(coefficient >= 0.0)) {
            throw new IllegalArgumentException("A unit's coefficient must be at least 0, got " + coefficient);
        }
        return coefficient;
    }
}
