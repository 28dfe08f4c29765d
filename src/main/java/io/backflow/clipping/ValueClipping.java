package io.backflow.clipping;

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
 * @param threshold bound c on each element of the minibatch-mean gradient, finite and greater than 0. Published choices: 15 (Mikolov's
 *     RNNLM toolkit), 5 (Karpathy's char-rnn), 1 (Arjovsky et al. 2016)
 */
@TypeName("value")
public record ValueClipping(
        @Default(ValueClipping.DEFAULT_THRESHOLD) double threshold) implements ClippingConfig, ClippingPolicy {

    /** The threshold that a configuration gets if it names none. */
    public static final String DEFAULT_THRESHOLD = "1.0";

    /** Checks the threshold. */
    public ValueClipping {
        new Rules().positive("threshold", threshold).enforce();
    }

    @Override
    public ClipResult clip(MeanGradient gradient) {
        List<ClipResult.BlockClip> clipped = new ArrayList<>();
        for (GradientBlock parameter : gradient.layout().blocks(Level.PARAMETER)) {
            double max = gradient.norms().of(parameter).max();
            if (max > threshold) {
                long changed = gradient.clamp(parameter, threshold);
                if (changed > 0) { // none, if the maximum is over the threshold by less than float can tell
                    clipped.add(new ClipResult.BlockClip(parameter.path(), max, threshold, changed, threshold));
                }
            }
        }
        return clipped.isEmpty()
                ? ClipResult.unchanged(threshold)
                : new ClipResult(clipped, "absolute value > " + threshold, threshold);
    }

    @Override
    public ClippingPolicy newPolicy() {
        return this;
    }
}
