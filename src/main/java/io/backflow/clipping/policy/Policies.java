// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

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
