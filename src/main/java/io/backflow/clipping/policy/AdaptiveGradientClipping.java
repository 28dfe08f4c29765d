// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.threshold.Threshold;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;

/**
 * Adaptive gradient clipping (AGC): shortens the gradient of each unit whose norm is large beside that of the unit's
 * weights.
 *
 * <pre>{@code g'_i = g_i * lambda max(||w_i||, eps) / max(||g_i||, 1e-6)   if ||g_i|| > lambda max(||w_i||, eps)}</pre>
 *
 * <p>i is a unit of a layer: a column of a weight matrix [nIn, nOut], so that each gate of each unit has one of its
 * own, or an output channel of a convolution of any kind. A bias, like every vector, is one unit as a whole. g_i is the
 * minibatch mean, w_i the parameters before the update; the norms are L2.
 *
 * @param lambda the largest ratio of the two norms
 * @param eps least norm that a unit's weights count as, so that weights of 0 can be learned; finite and greater than 0
 * @see <a href="https://arxiv.org/abs/2102.06171">Brock, De, Smith, Simonyan (2021), equation 3</a>
 */
@TypeName("agc")
public record AdaptiveGradientClipping(
        @Default(AdaptiveGradientClipping.DEFAULT_LAMBDA) Threshold lambda,
        @Default(AdaptiveGradientClipping.DEFAULT_EPS) double eps)
        implements ClippingConfig {

    /** The ratio that a configuration gets if it names none: the paper's. */
    public static final String DEFAULT_LAMBDA = "0.01";

    /** The least norm of weights that a configuration gets if it names none: the paper's. */
    public static final String DEFAULT_EPS = "0.001";

    /** Checks the rules. */
    public AdaptiveGradientClipping {
        lambda.check("lambda", new Rules()).positive("eps", eps).enforce();
    }

    /** Has a ratio that does not change. */
    public AdaptiveGradientClipping(double lambda, double eps) {
        this(Threshold.of(lambda), eps);
    }

    @Override
    public ClippingPolicy newPolicy() {
        return new AdaptiveGradientPolicy(this);
    }
}
