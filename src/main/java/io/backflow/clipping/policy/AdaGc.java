// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;

/**
 * Clips each parameter's L2 norm where it is over a multiple of the moving average of its own clipped norms.
 *
 * <pre>{@code
 * t <= warmUp:  g'       = g_t * min(1, lambdaAbs / ||g_t||)
 *               gamma_i  = min(gamma_i, ||g'_i||), at first ||g'_i||
 * later:        g'_i     = g_i * min(1, lambdaRel gamma_i / ||g_i||)
 *               gamma_i  = beta gamma_i + (1 - beta) ||g'_i||
 * }</pre>
 *
 * <p>i is a parameter array, such as {@code RW}; g_t is the whole gradient. A gamma of 0 is no bound, and a norm of 0
 * leaves gamma alone: else a parameter whose gradient was 0 once would never learn again.
 *
 * @param lambdaRel how many times its usual norm a parameter's norm may be, finite and at least 1
 * @param lambdaAbs threshold on the norm of the whole minibatch-mean gradient while warming up, finite and greater than
 *     0
 * @param beta weight of the past in the moving average, at least 0 and below 1
 * @param warmUp number of updates in which the whole gradient is clipped at lambdaAbs, at least 1
 * @see <a href="https://arxiv.org/abs/2502.11034">Wang, Li, Chen, Zeng, Yang, Yu, Ma, Shen (2025), Algorithm 1</a>
 */
@TypeName("adagc")
public record AdaGc(
        @Default(AdaGc.DEFAULT_LAMBDA_REL) double lambdaRel,
        @Default(AdaGc.DEFAULT_LAMBDA_ABS) double lambdaAbs,
        @Default(AdaGc.DEFAULT_BETA) double beta,
        @Default(AdaGc.DEFAULT_WARM_UP) int warmUp)
        implements ClippingConfig {

    /** The multiple of the usual norm that a configuration gets if it names none: the paper's. */
    public static final String DEFAULT_LAMBDA_REL = "1.05";

    /** The threshold while warming up that a configuration gets if it names none: the paper's. */
    public static final String DEFAULT_LAMBDA_ABS = "1.0";

    /** The weight of the past that a configuration gets if it names none: the paper's. */
    public static final String DEFAULT_BETA = "0.98";

    /** The number of updates to warm up that a configuration gets if it names none: the paper's T_start. */
    public static final String DEFAULT_WARM_UP = "100";

    /** Checks the rules. */
    public AdaGc {
        new Rules()
                .require(
                        lambdaRel >= 1.0 && lambdaRel < Double.POSITIVE_INFINITY,
                        "lambdaRel",
                        "must be a finite number >= 1",
                        lambdaRel)
                .positive("lambdaAbs", lambdaAbs)
                .require(beta >= 0.0 && beta < 1.0, "beta", "must be at least 0 and below 1", beta)
                .atLeast("warmUp", warmUp, 1)
                .enforce();
    }

    @Override
    public ClippingPolicy newPolicy() {
        return new AdaGcPolicy(this);
    }
}
