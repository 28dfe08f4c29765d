// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.MeanGradient;
import io.backflow.clipping.threshold.Threshold;
import io.backflow.gradient.GradientBlock;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.util.ArrayList;
import java.util.List;

/**
 * Clamps every element of the gradient to {@code [-threshold, threshold]}, which may turn its direction.
 *
 * <pre>{@code g'_i = max(-c, min(c, g_i))}</pre>
 *
 * @param threshold bound c on each element of the gradient, by default the minibatch mean. Published choices: 15
 *     (Mikolov's RNNLM toolkit), 5 (Karpathy's char-rnn), 1 (Arjovsky et al. 2016)
 */
@TypeName("value")
public record ValueClipping(
        @Default(ValueClipping.DEFAULT_THRESHOLD) Threshold threshold) implements ClippingConfig, ClippingPolicy {

    /** The threshold that a configuration gets if it names none. */
    public static final String DEFAULT_THRESHOLD = "1.0";

    /** Checks the threshold. */
    public ValueClipping {
        threshold.check("threshold", new Rules()).enforce();
    }

    /** Has a threshold that does not change. */
    public ValueClipping(double threshold) {
        this(Threshold.of(threshold));
    }

    @Override
    public ClipResult clip(MeanGradient gradient) {
        double c = threshold.at(gradient.iteration(), gradient.epoch());
        List<ClipResult.BlockClip> clipped = new ArrayList<>();
        for (GradientBlock parameter : gradient.blocks(Level.PARAMETER)) {
            double max = gradient.norms(parameter).max();
            if (max > c) {
                long changed = gradient.clamp(parameter, c);
                if (changed > 0) { // none, if the maximum is over the threshold by less than float can tell
                    clipped.add(new ClipResult.BlockClip(parameter.path(), max, c, changed, c));
                }
            }
        }
        return clipped.isEmpty() ? ClipResult.unchanged(c) : new ClipResult(clipped, "absolute value > " + c, c);
    }

    @Override
    public ClippingPolicy newPolicy() {
        return this;
    }
}
