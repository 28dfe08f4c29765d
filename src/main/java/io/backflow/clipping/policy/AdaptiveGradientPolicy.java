// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClipResult.BlockClip;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.MeanGradient;
import io.backflow.clipping.ParameterUnits;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import java.util.ArrayList;
import java.util.List;

/** Clips unit by unit: see {@link AdaptiveGradientClipping}. */
final class AdaptiveGradientPolicy implements ClippingPolicy {

    /** The formula's least divisor; it tells only if lambda * eps is below it. */
    private static final double LEAST_NORM = 1e-6;

    private final AdaptiveGradientClipping config;

    AdaptiveGradientPolicy(AdaptiveGradientClipping config) {
        this.config = config;
    }

    @Override
    public boolean needsL2Only() {
        return true;
    }

    @Override
    public ClipResult clip(MeanGradient gradient) {
        double lambda = config.lambda().at(gradient.iteration(), gradient.epoch());
        List<BlockClip> clipped = new ArrayList<>();
        for (GradientBlock parameter : gradient.blocks(Level.PARAMETER)) {
            ParameterUnits units = gradient.units(parameter);
            units.scale(unit -> {
                        double norm = units.gradientNorm(unit);
                        double largest = lambda * Math.max(units.weightNorm(unit), config.eps());
                        return norm > largest ? gradient.bound(largest) / Math.max(norm, LEAST_NORM) : 1.0;
                    })
                    .ifPresent(clipped::add);
        }
        return clipped.isEmpty()
                ? ClipResult.UNCHANGED
                : new ClipResult(clipped, "l2 norm of a unit > " + lambda + " of its weights'");
    }
}
