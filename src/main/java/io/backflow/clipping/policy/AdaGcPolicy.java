// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClipResult.BlockClip;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.MeanGradient;
import io.backflow.clipping.NormType;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.SavedState;
import java.util.ArrayList;
import java.util.List;

/** The moving averages of one model's parameters' norms, and clipping by them: see {@link AdaGc}. */
final class AdaGcPolicy implements ClippingPolicy {

    private static final String UPDATES = "updates";
    private static final String GAMMA = "gamma";

    private final AdaGc config;
    private long updates;

    /** One number for each parameter, in the order of the flat gradient view, 0 for one that had no gradient yet. */
    private double[] gamma = {};

    AdaGcPolicy(AdaGc config) {
        this.config = config;
    }

    @Override
    public ClipResult clip(MeanGradient gradient) {
        List<GradientBlock> parameters = gradient.blocks(Level.PARAMETER);
        if (gamma.length == 0) {
            gamma = new double[parameters.size()];
        }
        if (gamma.length != parameters.size()) {
            throw new IllegalStateException("The saved state's entry '" + GAMMA + "' must have one number for each of "
                    + parameters.size() + " parameters, got " + gamma.length);
        }
        ClipResult result = updates < config.warmUp() ? warmUp(gradient, parameters) : clip(gradient, parameters);
        updates++;
        return result;
    }

    private ClipResult warmUp(MeanGradient gradient, List<GradientBlock> parameters) {
        double left = Math.min(1.0, config.lambdaAbs() / norm(gradient, gradient.whole()));
        for (int i = 0; i < gamma.length; i++) {
            double clipped = left * norm(gradient, parameters.get(i));
            if (clipped > 0.0) {
                gamma[i] = gamma[i] > 0.0 ? Math.min(gamma[i], clipped) : clipped;
            }
        }
        return gradient.shorten(Level.MODEL, NormType.L2, config.lambdaAbs(), ", warming up");
    }

    private ClipResult clip(MeanGradient gradient, List<GradientBlock> parameters) {
        List<BlockClip> clipped = new ArrayList<>();
        for (int i = 0; i < gamma.length; i++) {
            double norm = norm(gradient, parameters.get(i));
            double largest = gamma[i] > 0.0 ? config.lambdaRel() * gamma[i] : Double.POSITIVE_INFINITY;
            gradient.shorten(parameters.get(i), NormType.L2, largest).ifPresent(clipped::add);
            if (norm > 0.0) {
                gamma[i] = gamma[i] > 0.0 ? average(gamma[i], Math.min(norm, largest)) : norm;
            }
        }
        return clipped.isEmpty()
                ? ClipResult.UNCHANGED
                : new ClipResult(clipped, "l2 norm > " + config.lambdaRel() + " gamma");
    }

    private double average(double past, double norm) {
        return config.beta() * past + (1 - config.beta()) * norm;
    }

    /** Returns a norm as the averages see it: that of finite elements is not infinite but for rounding. */
    private static double norm(MeanGradient gradient, GradientBlock block) {
        return Math.min(gradient.norms(block).l2(), Double.MAX_VALUE);
    }

    @Override
    public boolean needsL2Only() {
        return true;
    }

    @Override
    public SavedState state() {
        return SavedState.empty().withCounts(UPDATES, updates).with(GAMMA, gamma);
    }

    @Override
    public void restore(SavedState state) {
        state.expect(UPDATES, GAMMA);
        long count = state.countIfAny(UPDATES).orElse(0);
        gamma = state.norms(GAMMA);
        updates = count;
    }
}
