// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import java.util.List;

/**
 * Bounds each element by what Adam has seen of it: SPAM's spike-aware clipping, without its momentum reset.
 *
 * <pre>{@code g'_i = sign(g_i) sqrt(theta v_i)   if g_i^2 > theta v_i and v is of at least warmUp gradients}</pre>
 *
 * <p>v is Adam's second moment before the update, its bias not corrected, as in the authors' code: at update t of a
 * training the bound is {@code sqrt(theta (1 - beta2^(t-1)))} of the usual size of an element. An element whose v is 0,
 * as all are at the first update, is left alone. The updaters of all bounded parameters must keep a second moment; the
 * first update fails if one does not.
 *
 * <p>The warm-up counts the gradients that v is an average of. It begins anew whenever v does: all of it is 0 in a new
 * network, in one from transfer learning, and in one that was saved without its updater's state. A v that was filled
 * before the policy met it counts as old as the network's iterations, as it does in DL4J's own correction of the bias.
 *
 * @param theta how many times its usual square a square may be, finite and greater than 0
 * @param warmUp number of gradients that v is an average of before anything is clipped; 0 clips from the second update
 *     on
 * @see <a href="https://arxiv.org/abs/2501.06842">Huang, Zhu, Jin, Liu, Wang, Liu (2025), section 3</a>
 */
@TypeName("spam")
public record Spam(
        @Default(Spam.DEFAULT_THETA) double theta,
        @Default(Spam.DEFAULT_WARM_UP) int warmUp) implements ClippingConfig {

    /** The theta that a configuration gets if it names none: the paper's. */
    public static final String DEFAULT_THETA = "5000.0";

    /** The number of gradients to warm up that a configuration gets if it names none: that of the authors' code. */
    public static final String DEFAULT_WARM_UP = "20";

    /** Checks the rules. */
    public Spam {
        new Rules().positive("theta", theta).atLeast("warmUp", warmUp, 0).enforce();
    }

    /** Warms up as long as a configuration that does not say. */
    public Spam(double theta) {
        this(theta, Integer.parseInt(DEFAULT_WARM_UP));
    }

    @Override
    public List<Requirement> requirements() {
        return List.of(Requirement.secondMoment(this));
    }

    @Override
    public ClippingPolicy newPolicy() {
        return new SpamPolicy(this);
    }
}
