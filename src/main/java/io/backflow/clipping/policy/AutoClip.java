// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.setting.Default;
import io.backflow.setting.Rules;
import io.backflow.setting.TypeName;
import org.jspecify.annotations.Nullable;

/**
 * Clips the global L2 norm at a percentile of the norms that training has seen so far, this update's own included.
 *
 * <pre>{@code
 * G_t = G_(t-1) + ||g_t||
 * c_t = percentile p of G_t
 * g'  = g * min(1, c_t / ||g||)
 * }</pre>
 *
 * <p>The percentile is exact, with straight lines between the norms, as {@code numpy.percentile} takes it in the
 * authors' code. Without a window the history keeps every norm: 8 bytes an update.
 *
 * @param percentile p, over 0 and at most 100
 * @param window number of updates that are remembered, at least 1; null for all
 * @see <a href="https://arxiv.org/abs/2007.14469">Seetharaman, Wichern, Pardo, Le Roux (2020), Algorithm 1</a>
 */
@TypeName("autoclip")
public record AutoClip(
        @Default(AutoClip.DEFAULT_PERCENTILE) double percentile,
        @Nullable Integer window) implements ClippingConfig {

    /** The percentile that a configuration gets if it names none: the paper's choice. */
    public static final String DEFAULT_PERCENTILE = "10.0";

    /** Checks the rules. */
    public AutoClip {
        Rules rules = new Rules()
                .positive("percentile", percentile)
                .require(!(percentile > 100), "percentile", "must be at most 100", percentile);
        if (window != null) {
            rules.atLeast("window", window, 1);
        }
        rules.enforce();
    }

    /** Remembers all norms. */
    public AutoClip(double percentile) {
        this(percentile, null);
    }

    @Override
    public ClippingPolicy newPolicy() {
        return new AutoClipPolicy(this);
    }
}
