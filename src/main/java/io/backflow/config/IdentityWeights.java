package io.backflow.config;

import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;

/**
 * The identity matrix times the scale. With a scale of 1, rectified linear units and input weights of a small deviation it
 * is the IRNN; with a smaller scale it forgets.
 *
 * @param scale finite and greater than 0
 * @see <a href="https://arxiv.org/abs/1504.00941">Le, Jaitly and Hinton (2015)</a>
 */
@TypeName("identity")
public record IdentityWeights(@Default("1.0") double scale) implements RecurrentWeightsConfig {

    /** Checks the rules. */
    public IdentityWeights {
        new Rules().positive("scale", scale).enforce();
    }
}
