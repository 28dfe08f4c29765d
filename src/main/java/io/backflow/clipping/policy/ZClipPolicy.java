// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.MeanGradient;
import io.backflow.clipping.NormType;
import io.backflow.clipping.threshold.Threshold;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.SavedState;
import java.util.Arrays;

/** The moving averages of one model's norm, and clipping by them: see {@link ZClip}. */
final class ZClipPolicy implements ClippingPolicy {

    private static final String WARM_UP = "warmUp";
    private static final String AVERAGES = "averages";

    /** Keeps z finite where all norms have been the same. */
    private static final double EPSILON = 1e-6;

    /** What a norm beyond counts as, so that its square stays within double. */
    private static final double LARGEST = 1e150;

    private final ZClip config;
    private double[] warmUp = {};
    private double mean;
    private double variance;

    ZClipPolicy(ZClip config) {
        this.config = config;
    }

    @Override
    public ClipResult clip(MeanGradient gradient) {
        double norm = Math.min(gradient.norms(gradient.whole()).l2(), LARGEST);
        double cap = cap(gradient);
        if (warmUp.length < config.warmUp()) {
            warmUp(norm);
            return clip(gradient, cap, ", the cap");
        }
        double sigma = Math.sqrt(variance);
        double z = (norm - mean) / (sigma + EPSILON);
        double c = mean + config.zThreshold() * sigma / (z / config.zThreshold());
        boolean outlier =
                z > config.zThreshold() && c > 0.0; // 0 after a history of zeros, which must not go on for ever
        double inForce = outlier ? c : mean + config.zThreshold() * (sigma + EPSILON);
        update(outlier ? c : norm);
        if (cap <= inForce) {
            return clip(gradient, cap, ", the cap");
        }
        return outlier ? clip(gradient, c, ", z " + z) : ClipResult.unchanged(inForce);
    }

    private double cap(MeanGradient gradient) {
        Threshold maxNorm = config.maxNorm();
        return maxNorm == null ? Double.POSITIVE_INFINITY : maxNorm.at(gradient.iteration(), gradient.epoch());
    }

    private static ClipResult clip(MeanGradient gradient, double c, String why) {
        return c < Double.POSITIVE_INFINITY ? gradient.shorten(Level.MODEL, NormType.L2, c, why) : ClipResult.UNCHANGED;
    }

    private void warmUp(double norm) {
        warmUp = Arrays.copyOf(warmUp, warmUp.length + 1);
        warmUp[warmUp.length - 1] = norm;
        if (warmUp.length == config.warmUp()) {
            mean = Arrays.stream(warmUp).sum() / warmUp.length;
            variance = Arrays.stream(warmUp).map(x -> (x - mean) * (x - mean)).sum() / warmUp.length;
        }
    }

    private void update(double norm) {
        double alpha = config.alpha();
        mean = alpha * mean + (1 - alpha) * norm;
        variance = alpha * variance + (1 - alpha) * (norm - mean) * (norm - mean);
    }

    @Override
    public boolean needsL2Only() {
        return true;
    }

    @Override
    public SavedState state() {
        return SavedState.empty().with(WARM_UP, warmUp).with(AVERAGES, mean, variance);
    }

    @Override
    public void restore(SavedState state) {
        state.expect(WARM_UP, AVERAGES);
        double[] norms = state.norms(WARM_UP);
        if (norms.length > config.warmUp()) {
            throw SavedState.misfit(WARM_UP, "must have at most " + config.warmUp() + " norms", norms.length);
        }
        state.numbers(AVERAGES, 2);
        double[] averages = state.norms(AVERAGES);
        warmUp = norms;
        mean = averages[0];
        variance = averages[1];
    }
}
