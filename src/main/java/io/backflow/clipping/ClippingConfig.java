package io.backflow.clipping;

/** The clipping choices that a configuration may name: closed, unlike {@link ClippingPolicy}. */
public sealed interface ClippingConfig
        permits NoClipping,
                ValueClipping,
                GlobalNormClipping,
                LayerNormClipping,
                ParameterNormClipping,
                NormalizedGradient,
                AdaptiveGradientClipping,
                AutoClip,
                ZClip,
                AdaGc,
                SpikeClipping,
                GroupClipping {

    /** Returns a policy of its own for one model, so that no state leaks from one run into the next. */
    ClippingPolicy newPolicy();
}
