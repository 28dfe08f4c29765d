package io.backflow.clipping;

import io.backflow.setting.TypeName;

/** Leaves every gradient as it is; with the listener it still is measured, and refused if it is not finite. */
@TypeName("none")
public record NoClipping() implements ClippingConfig, ClippingPolicy {

    @Override
    public ClipResult clip(MeanGradient gradient) {
        return ClipResult.UNCHANGED;
    }

    @Override
    public boolean needsL2Only() {
        return true;
    }

    @Override
    public ClippingPolicy newPolicy() {
        return this;
    }
}
