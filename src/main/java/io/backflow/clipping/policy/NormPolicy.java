// SPDX-License-Identifier: Apache-2.0
package io.backflow.clipping.policy;

import io.backflow.clipping.ClipResult;
import io.backflow.clipping.ClippingPolicy;
import io.backflow.clipping.MeanGradient;
import io.backflow.clipping.NormType;
import io.backflow.clipping.threshold.Threshold;
import io.backflow.gradient.GradientBlock.Level;

/** What the policies have in common that shorten blocks by their norm: they differ in the level of the blocks. */
interface NormPolicy extends ClippingPolicy {

    /** Returns the threshold on the norm of each block. */
    Threshold maxNorm();

    /** Returns the norm that is compared with the threshold. */
    NormType normType();

    /** Returns the level whose blocks are shortened. */
    Level level();

    @Override
    default ClipResult clip(MeanGradient gradient) {
        double c = maxNorm().at(gradient.iteration(), gradient.epoch());
        return gradient.shorten(level(), normType(), c, "");
    }

    @Override
    default boolean needsL2Only() {
        return normType() == NormType.L2;
    }
}
