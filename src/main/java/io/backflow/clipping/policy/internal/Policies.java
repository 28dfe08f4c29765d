// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy.internal;

import io.backflow.clipping.policy.AdaGc;
import io.backflow.clipping.policy.AdaptiveGradientClipping;
import io.backflow.clipping.policy.AutoClip;
import io.backflow.clipping.policy.GlobalNormClipping;
import io.backflow.clipping.policy.GroupClipping;
import io.backflow.clipping.policy.LayerNormClipping;
import io.backflow.clipping.policy.NoClipping;
import io.backflow.clipping.policy.NormalizedGradient;
import io.backflow.clipping.policy.ParameterNormClipping;
import io.backflow.clipping.policy.Spam;
import io.backflow.clipping.policy.ValueClipping;
import io.backflow.clipping.policy.ZClip;
import io.backflow.setting.Extension;
import java.util.List;

/** The catalogue of the clipping policies, in the order in which they are listed to a user. */
public final class Policies implements Extension {

    @Override
    public List<Class<? extends Record>> records() {
        return List.of(
                NoClipping.class,
                ValueClipping.class,
                GlobalNormClipping.class,
                LayerNormClipping.class,
                ParameterNormClipping.class,
                NormalizedGradient.class,
                AdaptiveGradientClipping.class,
                AutoClip.class,
                ZClip.class,
                AdaGc.class,
                Spam.class,
                GroupClipping.class);
    }
}
