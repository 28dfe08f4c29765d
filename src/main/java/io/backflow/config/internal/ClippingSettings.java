// SPDX-License-Identifier: Apache-2.0
package io.backflow.config.internal;

import io.backflow.clipping.ClippingConfig;
import io.backflow.gradient.Scale;
import io.backflow.recurrent.ThroughTimeClipping;
import io.backflow.setting.Default;
import io.backflow.setting.Key;
import io.backflow.setting.Rules;
import io.backflow.setting.Unwrapped;
import org.jspecify.annotations.Nullable;

/**
 * How gradients are kept in bounds, of whole updates and inside the backward pass.
 *
 * @param policy what is done to the gradient of an update; its keys stand beside {@code scale} and {@code through-time}
 * @param scale what the gradient is averaged over that the policy sees, and {@code nonFinite.maxNorm} is compared with
 * @param throughTime what is done to the errors of every time step as they flow back; null for nothing
 */
public record ClippingSettings(
        @Unwrapped @Default("{type: none}") ClippingConfig policy,
        @Default("mean") Scale scale,
        @Key(ClippingSettings.THROUGH_TIME) @Nullable ThroughTimeClipping throughTime) {

    static final String THROUGH_TIME = "through-time";

    /** Clips whole updates only. */
    public ClippingSettings(ClippingConfig policy) {
        this(policy, null);
    }

    /** Clips minibatch means. */
    public ClippingSettings(ClippingConfig policy, @Nullable ThroughTimeClipping throughTime) {
        this(policy, Scale.MEAN, throughTime);
    }

    /** Adds the rule that these settings, under that path, break for such layers: neither of the two can tell alone. */
    Rules checkFits(LayersConfig layers, String path, Rules rules) {
        return rules.require(
                throughTime == null || layers == LayersConfig.BACKFLOW,
                path + "." + THROUGH_TIME,
                "must be left out where layers are deeplearning4j, whose backward pass cannot be clipped inside",
                "one with threshold = " + (throughTime == null ? 0 : throughTime.threshold()));
    }
}
