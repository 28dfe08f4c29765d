// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.MeanGradient;
import io.backflow.clipping.NormType;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.gradient.SavedState;

/** The history of one model's norms, and clipping at its percentile: see {@link AutoClip}. */
final class AutoClipPolicy implements ClippingPolicy {

    private static final String HISTORY = "history";

    private final AutoClip config;
    private NormHistory history;

    AutoClipPolicy(AutoClip config) {
        this.config = config;
        this.history = new NormHistory(config.window());
    }

    @Override
    public ClipResult clip(MeanGradient gradient) {
        history.add(gradient.norms(gradient.whole()).l2());
        double c = history.percentile(config.percentile());
        if (!(c > 0.0)) {
            return ClipResult.UNCHANGED; // a history of zeros must not make a zero of the first gradient that is none
        }
        return gradient.shorten(Level.MODEL, NormType.L2, c, ", percentile " + config.percentile());
    }

    @Override
    public boolean needsL2Only() {
        return true;
    }

    @Override
    public SavedState state() {
        return SavedState.empty().with(HISTORY, history.values());
    }

    @Override
    public void restore(SavedState state) {
        state.expect(HISTORY);
        NormHistory restored = new NormHistory(config.window());
        double[] norms = state.norms(HISTORY);
        if (config.window() != null && norms.length > config.window()) {
            throw SavedState.misfit(
                    HISTORY, "must have at most " + config.window() + " norms, the window", norms.length);
        }
        for (double norm : norms) {
            restored.add(norm);
        }
        history = restored;
    }
}
