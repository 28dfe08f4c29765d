// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.NormType;
import io.backflow.clipping.threshold.Threshold;
import io.backflow.gradient.GradientBlock.Level;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;

/**
 * Shortens the whole gradient so that its global norm is at most {@code maxNorm}. The direction is kept.
 *
 * <pre>{@code g' = g * min(1, maxNorm / ||g||)}</pre>
 *
 * @param maxNorm threshold on the global norm of the gradient, by default the minibatch mean
 * @param normType the norm that is compared with the threshold
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov, Bengio (2013), Algorithm 1</a>
 */
@TypeName("global-norm")
public record GlobalNormClipping(
        @Default(GlobalNormClipping.DEFAULT_MAX_NORM) Threshold maxNorm,
        @Default(GlobalNormClipping.DEFAULT_NORM_TYPE) NormType normType)
        implements ClippingConfig, NormPolicy {

    /** The threshold that a configuration gets if it names none; Pascanu et al. clip at 1. */
    public static final String DEFAULT_MAX_NORM = "1.0";

    /** The norm that a configuration gets if it names none. */
    public static final String DEFAULT_NORM_TYPE = "l2";

    /** Checks the threshold. */
    public GlobalNormClipping {
        maxNorm.check("maxNorm", new Rules()).enforce();
    }

    /** Has a threshold that does not change. */
    public GlobalNormClipping(double maxNorm, NormType normType) {
        this(Threshold.of(maxNorm), normType);
    }

    /** Uses the L2 norm. */
    public GlobalNormClipping(double maxNorm) {
        this(maxNorm, NormType.L2);
    }

    @Override
    public Level level() {
        return Level.MODEL;
    }

    @Override
    public ClippingPolicy newPolicy() {
        return this;
    }
}
