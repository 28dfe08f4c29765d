// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.threshold.Threshold;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.jspecify.annotations.Nullable;

/**
 * Clips the global L2 norm where it is an outlier among the latest ones, the harder the farther out it lies.
 *
 * <pre>{@code
 * z = (||g|| - mu) / (sigma + 1e-6)
 * c = mu + z_t^2 sigma / z          if z > z_t, or else no bound
 * c = min(c, maxNorm)               if there is a cap
 * g' = g * min(1, c / ||g||)
 * }</pre>
 *
 * <p>mu and sigma^2 are moving averages of the norm and of its squared deviation. They are fed the norm, or where z >
 * z_t the c before the cap; sigma^2 uses the mu that already has it. They begin as the mean and the variance of the
 * norms of the first {@code warmUp} updates, in which there is the cap only.
 *
 * @param alpha weight of the past in the moving averages, over 0 and below 1
 * @param zThreshold z_t, the number of standard deviations from which on a norm is clipped, finite and greater than 0
 * @param warmUp number of updates before z is looked at, at least 1
 * @param maxNorm cap on the norm, whatever z is; null for none. The authors' code has 1.0, which hides the adaptive
 *     part
 * @see <a href="https://arxiv.org/abs/2504.02507">Kumar, Owen, Chowdhury, Guera (2025), Algorithm 1</a>
 */
@TypeName("zclip")
public record ZClip(
        @Default(ZClip.DEFAULT_ALPHA) double alpha,
        @Default(ZClip.DEFAULT_Z_THRESHOLD) double zThreshold,
        @Default(ZClip.DEFAULT_WARM_UP) int warmUp,
        @Nullable Threshold maxNorm)
        implements ClippingConfig {

    /** The weight of the past that a configuration gets if it names none: the paper's. */
    public static final String DEFAULT_ALPHA = "0.97";

    /** The number of standard deviations that a configuration gets if it names none: the paper's. */
    public static final String DEFAULT_Z_THRESHOLD = "2.5";

    /** The number of updates to warm up that a configuration gets if it names none: the paper's. */
    public static final String DEFAULT_WARM_UP = "25";

    /** Checks the rules. */
    public ZClip {
        Rules rules = new Rules()
                .require(alpha > 0.0 && alpha < 1.0, "alpha", "must be over 0 and below 1", alpha)
                .positive("zThreshold", zThreshold)
                .atLeast("warmUp", warmUp, 1);
        if (maxNorm != null) {
            maxNorm.check("maxNorm", rules);
        }
        rules.enforce();
    }

    @Override
    public ClippingPolicy newPolicy() {
        return new ZClipPolicy(this);
    }
}
