// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingConfig;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.MeanGradient;
import io.backflow.setting.TypeName;

/** Leaves every gradient as it is. With the listener it still is measured, and refused if it is not finite. */
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
