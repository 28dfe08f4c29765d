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
 * Shortens each layer's gradient whose norm is over {@code maxNorm}; the direction within a layer is kept, that of the
 * whole gradient is not.
 *
 * <pre>{@code g' = g * min(1, maxNorm / ||g||)}</pre>
 *
 * @param maxNorm threshold on the norm of each layer's gradient, by default the minibatch mean
 * @param normType the norm that is compared with the threshold
 * @see <a href="https://arxiv.org/abs/1211.5063">Pascanu, Mikolov, Bengio (2013), Algorithm 1</a>
 */
@TypeName("layer-norm")
public record LayerNormClipping(
        @Default(GlobalNormClipping.DEFAULT_MAX_NORM) Threshold maxNorm,
        @Default(GlobalNormClipping.DEFAULT_NORM_TYPE) NormType normType)
        implements ClippingConfig, NormPolicy {

    /** Checks the threshold. */
    public LayerNormClipping {
        maxNorm.check("maxNorm", new Rules()).enforce();
    }

    /** Has a threshold that does not change. */
    public LayerNormClipping(double maxNorm, NormType normType) {
        this(Threshold.of(maxNorm), normType);
    }

    /** Uses the L2 norm. */
    public LayerNormClipping(double maxNorm) {
        this(maxNorm, NormType.L2);
    }

    @Override
    public Level level() {
        return Level.LAYER;
    }

    @Override
    public ClippingPolicy newPolicy() {
        return this;
    }
}
